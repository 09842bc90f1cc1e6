import { SPECIES } from './species';

/** The words that a description may contribute to a picture. Everything else in it is plot, names or numbers. */

const words = (text: string): readonly string[] => text.split(' ');

export const COLOUR_WORDS: ReadonlySet<string> = new Set([
  ...words('red black white grey gray brown blonde blond golden gold silver green blue violet purple amber hazel'),
  ...words('auburn copper bronze brass crimson scarlet orange yellow pink ivory ebony ashen pale dark light dusky tan'),
  ...words('lavender lilac rose rosy burgundy maroon navy cream cobalt platinum honey ash slate rust mahogany caramel'),
  ...words(
    'azure fair dyed freckly ochre umber bluish greenish reddish greyish purplish yellowish pinkish multicoloured',
  ),
  ...words(
    'grey-green blue-grey white-blonde ash-blonde strawberry-blonde copper-red blue-black snow-white coal-black',
  ),
  ...words('tanned olive teal turquoise emerald sapphire ruby jet raven chestnut ginger sandy russet charcoal indigo'),
]);

export const LOOK_WORDS: ReadonlySet<string> = new Set([
  ...words('long short tall small large big huge broad slim slender thin stocky muscular lean wiry heavy gaunt plump'),
  ...words(
    'curly straight wavy braided shaved cropped thick tangled wild neat bald bearded freckled wrinkled weathered',
  ),
  ...words(
    'pointed sharp crooked curved broken missing glowing bright deep piercing narrow wide round scarred tattooed',
  ),
  ...words('hooded ragged torn worn ornate plain embroidered elegant simple patched faded polished rusted burned old'),
  ...words(
    'matted messy silky frizzy spiky greasy shaggy unruly windswept shoulder-length waist-length tied waxed forked',
  ),
  ...words(
    'almond-shaped sunken slitted cat-like hooked upturned delicate chiselled square angular sturdy athletic lithe bony',
  ),
  ...words(
    'stout willowy petite towering burly portly rugged sleek scaly webbed curled twisted chipped small-boned barrel-chested',
  ),
  ...words(
    'tattered frayed stained fur-lined flowing tight-fitting high-collared wide-brimmed studded quilted tailored',
  ),
  ...words(
    'dusty soft compound kind warm friendly cruel gentle fierce solemn tired front upper lower leathery shimmering spotted striped',
  ),
  ...words(
    'young elderly graceful stern hunched upright pierced jagged faint left right two one-eyed single ancient hollow mossy moss-covered battle-worn slender',
  ),
]);

export const MATERIAL_WORDS: ReadonlySet<string> = new Set([
  ...words(
    'plate chain scale splint chainmail brocade satin lace denim canvas tweed chrome neon crystal obsidian jade pearl',
  ),
  ...words(
    'leather silk wool woollen fur linen velvet iron steel bone wooden wood stone metal brass feathered cotton glass clay ice fire',
  ),
]);

/** What a phrase can be about, by the part of the record it belongs to. */
export type PhraseTopic = 'hair' | 'eyes' | 'skin' | 'build' | 'marks' | 'outfit' | 'impression';

/** Whom a build is told of: a "tall lean elf". */
export const BEARERS: ReadonlySet<string> = new Set([...words('man woman figure person fellow'), ...SPECIES.keys()]);

/** What stays of a face whatever is worn; each is there anyway, so that its name alone tells nothing. */
export const FACE_BONES: ReadonlySet<string> = new Set(words('nose jaw brow cheekbones chin ears'));

export const TOPIC_NOUNS: ReadonlyMap<string, PhraseTopic> = new Map<string, PhraseTopic>([
  ...about(
    'hair',
    'hair braid braids ponytail curls locks mane bun topknot dreadlocks mohawk tresses pigtails ringlets fringe bangs',
  ),
  ...about('eyes', 'eye eyes'),
  ...about('skin', 'skin complexion scales fur feathers'),
  // What a body is made of is as much of somebody as its build.
  ...about('build', 'build frame physique body'),
  ...[...BEARERS].map((bearer): [string, PhraseTopic] => [bearer, 'build']),
  ...about('marks', 'scar scars tattoo tattoos freckles horns horn tail wings tusks tusk birthmark eyepatch piercing'),
  ...about(
    'marks',
    'piercings beard moustache stubble fangs claws antlers goatee sideburns whiskers snout muzzle beak runes brand',
  ),
  ...about(
    'marks',
    'wing ear fang claw antler tooth teeth burn burns freckle markings dimples halo hump hook prosthetic warpaint feelers antennae crest frill',
  ),
  ...[...FACE_BONES].map((bone): [string, PhraseTopic] => [bone, 'marks']),
  ...about(
    'outfit',
    'cloak mail leathers breastplate vestments robe robes hood tunic dress coat hat boots gloves gauntlets armour armor mask scarf shirt',
  ),
  ...about(
    'outfit',
    'vest belt cape mantle sash apron jacket trousers skirt doublet helmet helm crown circlet bracers goggles spectacles',
  ),
  ...about(
    'outfit',
    'gown blouse waistcoat corset poncho duster bandana turban veil monocle glasses pauldrons greaves uniform overalls kilt furs',
  ),
  ...about('impression', 'face cheek cheeks mouth lips smile hands arm arms leg legs'),
  ...about(
    'impression',
    'shoulder shoulders posture fingers neck chest necklace ring earring earrings bandage forehead',
  ),
  ...about('impression', 'bark moss vines leaves roots gills oak tree flames'),
]);

/** Words that may stand between two visual words of one phrase, and never at its ends. */
export const JOINING_WORDS: ReadonlySet<string> = new Set(
  words('and with over across on of the her his their my a an in'),
);

function about(topic: PhraseTopic, nouns: string): [string, PhraseTopic][] {
  return words(nouns).map((noun) => [noun, topic]);
}
