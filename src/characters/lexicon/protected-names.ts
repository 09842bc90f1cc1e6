import { PERSONS } from '../safety/persons';

/**
 * Names that are not in the SRD and belong to others. A user's own character may say them; our prompts describe what is
 * seen instead, in words of our own, and drop names of places, works and persons (empty description).
 *
 * Matched as whole words in cleaned text (lower case, hyphens kept), plural `s` included; a space in a name also stands
 * for a hyphen or for nothing.
 */
const DESCRIPTIONS: readonly (readonly [description: string, names: readonly string[]])[] = [
  // Creatures and peoples of settings that are not free.
  ['floating orb creature with one great eye and many eyestalks', ['beholder', 'gauth', 'eye tyrant', 'death tyrant', 'xanathar', 'spectator beholder']],
  ['humanoid with a tentacled octopus-like face', ['mind flayer', 'illithid', 'ulitharid', 'mindflayer']],
  ['great brain in a pool', ['elder brain']],
  ['walking brain on four clawed legs', ['intellect devourer']],
  ['gaunt greenish humanoid', ['githyanki', 'gith']],
  ['humanoid with a faint heavenly glow', ['aasimar', 'deva aasimar']],
  ['lean pale humanoid', ['githzerai']],
  ['giant many-legged scavenger worm', ['carrion crawler']],
  ['six-legged panther with two tentacles', ['displacer beast']],
  ['fish-like humanoid', ['kuo toa', 'kuotoan']],
  ['toad-like hulking creature', ['slaad', 'slaadi']],
  ['armoured insect-like hulk', ['umber hulk']],
  ['serpent-like humanoid', ['yuan ti', 'yuanti']],
  ['horned fiend', ["tanar'ri", 'tanarri', 'baatezu']],
  ["inventor with tinker's tools", ['artificer']],
  ['cat-like humanoid', ['tabaxi', 'khajiit', 'leonin']],
  ['bird-like humanoid', ['aarakocra', 'owlin']],
  ['raven-like humanoid', ['kenku']],
  ['turtle-like humanoid', ['tortle']],
  ['elephant-headed humanoid', ['loxodon']],
  ['rabbit-like humanoid', ['harengon']],
  ['mantis-like humanoid', ['thri kreen']],
  ['hippopotamus-like humanoid', ['giff']],
  ['lizard-like humanoid', ['argonian']],
  ['humanoid construct of wood and metal', ['warforged']],
  ['geometric clockwork creature', ['modron']],
  ['humanoid with ember skin', ['fire genasi']],
  ['humanoid with sea-coloured skin', ['water genasi']],
  ['humanoid with stone-like skin', ['earth genasi']],
  ['humanoid with sky-pale skin', ['air genasi']],
  ['humanoid touched by the elements', ['genasi']],
  ['humanoid with a quiet inner light', ['kalashtar']],
  ['gliding ape-like humanoid', ['hadozee', 'yazirian']],
  ['soft translucent humanoid', ['plasmoid']],
  ['small humanoid construct', ['autognome']],
  ['small bright-skinned frog-like humanoid', ['grung']],
  ['frog-like humanoid', ['bullywug']],
  ['fish-like hunched humanoid', ['locathah']],
  ['slender green humanoid', ['verdan']],
  ['tall blue-skinned humanoid', ['vedalken']],
  ['humanoid with grafted animal parts', ['simic hybrid']],
  ['small floating jellyfish-like creature', ['flumph']],
  ['floating brain with a beak and tentacles', ['grell']],
  ['halfling', ['hobbit']],
  ['fiery winged demon', ['balrog']],
  ['hooded wraith in black robes', ['nazgul', 'ringwraith']],
  ['tall broad orc warrior', ['uruk hai']],
  ['large yellow riding bird', ['chocobo']],
  ['blue-skinned horned humanoid', ['draenei']],
  ['small yellow electric creature', ['pikachu']],
  ['small collectable monster', ['pokemon']],
  ['tall shaggy humanoid', ['wookiee', 'wookie', 'chewbacca']],
  ['robed warrior monk with a glowing blade', ['jedi', 'jedi knight', 'luke skywalker', 'obi wan kenobi']],
  ['dark robed warrior with a glowing red blade', ['sith', 'sith lord', 'kylo ren']],
  ['tall figure in black armour and a full helmet', ['darth vader']],
  ['soldier in white armour', ['stormtrooper', 'clone trooper']],
  ['small wrinkled green humanoid with long ears', ['yoda', 'baby yoda', 'grogu']],
  ['armoured bounty hunter in a full helmet', ['mandalorian', 'boba fett', 'din djarin']],
  ['glowing energy blade', ['lightsaber', 'lightsabre']],
  ['armoured soldier of the far future', ['space marine', 'adeptus astartes', 'primaris']],
  ['old wizard with a long grey beard', ['gandalf', 'dumbledore', 'saruman']],
  ['pale elf with elaborate robes', ['galadriel', 'thranduil']],
  ['elf archer with long fair hair', ['legolas']],
  ['weathered ranger', ['aragorn', 'strider aragorn']],
  ['thin pale crouching creature', ['gollum', 'smeagol']],
  ['white-haired monster hunter', ['geralt of rivia', 'geralt']],
  ['dark elf ranger with two scimitars', ["drizzt do'urden", 'drizzt dourden', 'drizzt']],
  ['pale elf with white curls', ['astarion']],
  ['armoured superhero', ['iron man suit', 'tony stark']],
  // Places, works and persons that say nothing about looks.
  ['', ['forgotten realms', 'faerun', "baldur's gate", 'baldurs gate', 'neverwinter', 'waterdeep', 'icewind dale', 'underdark', 'menzoberranzan']],
  ['', ['strahd von zarovich', 'strahd', 'barovia', 'ravenloft', 'eberron', 'dragonlance', 'krynn', 'greyhawk', 'spelljammer', 'planescape', 'dark sun athas', 'athas', 'exandria', 'tal dorei', 'ravnica', 'theros', 'strixhaven']],
  ['', ['elminster', 'mordenkainen', 'acererak', 'lolth', 'vecna', 'minsc', 'karlach', "lae'zel", 'laezel', 'shadowheart', 'halsin', 'raistlin', 'tasslehoff', 'jarlaxle', 'bruenor']],
  ['', ['dungeons and dragons', 'd and d', 'dnd', 'wizards of the coast', 'magic the gathering', 'critical role', 'vox machina', 'mighty nein']],
  ['', ['star wars', 'star trek', 'warhammer fantasy', 'age of sigmar', 'lord of the rings', 'middle earth', 'mordor', 'rivendell', 'hogwarts', 'frodo baggins', 'frodo', 'bilbo baggins', 'bilbo', 'sauron', 'gimli']],
  ['', ['harry potter', 'hermione granger', 'voldemort', 'game of thrones', 'westeros', 'daenerys targaryen', 'daenerys', 'jon snow', 'the witcher', 'yennefer', 'world of warcraft', 'warcraft', 'azeroth', 'sylvanas windrunner', 'arthas menethil', 'thrall']],
  ['', ['elder scrolls', 'skyrim', 'dovahkiin', 'tamriel', 'zelda', 'hyrule', 'final fantasy', 'dark souls', 'elden ring', 'bloodborne', 'diablo', 'overwatch', 'league of legends', 'arcane jinx', 'fortnite', 'minecraft', 'genshin impact', 'honkai']],
  ['', ['disney', 'pixar', 'dreamworks', 'marvel comics', 'marvel cinematic', 'dc comics', 'spider man', 'spiderman', 'batman', 'superman', 'wonder woman', 'captain america', 'mickey mouse', 'super mario', 'naruto', 'one piece luffy', 'dragon ball', 'goku', 'sailor moon', 'pathfinder society', 'cyberpunk 2077', 'night city']],
]; // prettier-ignore

const DESCRIBED: ReadonlyMap<string, string> = new Map([
  ...DESCRIPTIONS.flatMap(([description, names]) => names.map((name): [string, string] => [keyOf(name), description])),
  ...PERSONS.map((name): [string, string] => [keyOf(name), '']),
]);

/** One pattern for all, longest name first; a text without any of them costs one pass. */
const ANY_NAME = new RegExp(
  `(?<![a-z'-])(?:${[...DESCRIPTIONS.flatMap(([, names]) => names), ...PERSONS]
    .sort((one, other) => other.length - one.length)
    .map((name) => name.replace(/ /g, '[ -]?').replace(/'/g, "'?"))
    .join('|')})(?:'?s)?(?![a-z])`,
  'g',
);

/** Each time another name may have come together; a text in which it goes on loses all. */
const MOST_PASSES = 8;

function keyOf(name: string): string {
  return name.replace(/[ '-]/g, '');
}

/**
 * Puts what is seen in place of names that belong to others, and leaves out those of works, places and people.
 *
 * @param text cleaned words
 * @returns words in which no such name is left
 */
export function withoutProtectedNames(text: string): string {
  let left = text;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const described = left.replace(ANY_NAME, descriptionOf).replace(/ {2,}/g, ' ');
    if (described === left) return left;
    left = described;
  }
  return '';
}

function descriptionOf(found: string): string {
  const key = keyOf(found);
  return DESCRIBED.get(key) ?? DESCRIBED.get(key.replace(/s$/, '')) ?? '';
}
