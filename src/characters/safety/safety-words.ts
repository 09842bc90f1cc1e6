/**
 * Words of sex and bare bodies, one form each; a plural `s` is understood. Beside a minor they refuse a request, alone
 * they are left out of it. Words with an everyday meaning at a gaming table (a crest on the breast, a fetish of bone,
 * sultry weather) are not here: they are only left out (`unsafe-words.ts`).
 */
export const SEXUAL_WORDS: ReadonlySet<string> = new Set(
  `nude nudes nudity nudist naked nakedness nekkid nsfw topless undressed undressing unclothed unclad disrobed disrobing
  sex sexy sexier sexiest sexual sexually sexuality sexualized sexualised sexiness erotic erotica erotically eroticism porn porno
  pornography pornographic hentai ecchi lewd lewdness seductive seductively seductress orgasm orgasmic lingerie panties panty pantyless
  boob boobs boobies tits titties nipple nipples areola cleavage genital genitals genitalia penis vagina vulva clitoris
  pussy cunt anus anal blowjob handjob fellatio cunnilingus masturbate masturbates masturbating masturbation intercourse
  dildo horny slut slutty whore hooker stripper striptease stripping ahegao futanari futa bukkake creampie gangbang threesome milf
  upskirt camgirl onlyfans rape raped rapes raping rapist molest molested molesting fondle fondled fondling incest bdsm
  sensual sensually risque r18 xxx uncensored
  nackt nackte nackter nackten nacktheit desnudo desnuda desnudos desnudas desnudez nudo nuda sexe sexuell`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Several words that say the same. Lower-case, parted by single spaces. */
export const SEXUAL_PHRASES =
  /\b(?:(?:without|no|not|lacking|missing) (?:any )?(?:clothes|clothing|garments|pants|panties|underwear)|(?:wearing|wears) (?:absolutely )?nothing|with nothing on|in the buff|stark bare|birthday suit|not wearing anything|sans (?:clothes|vetements)|ohne kleid(?:er|ung)|sin ropa|having s e x|making love|make love)\b/;

/** What such words mean where no body is meant. Taken out before anything is looked for. */
export const HARMLESS_PHRASES =
  /\b(?:naked (?:blade|sword|steel|iron|dagger|knife|edge|flame|fire|eye|eyes|light|truth|rock|stone|branch|branches|tree|trees|mole rat)|topless (?:towers?|trees?|mountains?|masts?|carriages?|wagons?)|undressed (?:stone|wood|timber|leather|hide|hides|granite)|stripping (?:bark|paint)|pussy ?willows?|pussy ?cats?|(?:blue|great|coal|willow|long tailed) tits?|rape ?seed|fields? of rape|sex on the dice|(?:the )?(?:opposite|same|either|male|female) sex|sex (?:male|female|unknown|none|other|m|f|is)|not sexual|kid (?:gloves?|leather|skin|boots?)|goat kids?|baby (?:blue|pink|blues|dragons?|owlbears?|griffins?|griffons?|gryphons?|wyverns?|bears?|wolf|wolves|birds?|goats?|rabbits?|animals?|kraken|mimic)|child s (?:drawing|drawings|toy|toys|play|painting)|inner child|only child|cow ?(?:boys?|girls?)|(?:old|good|bad|big) boys? club|bell ?boy|paper ?boy|stable ?boy hat)\b/g;

/** Always a child, whatever else is said. */
export const CHILD_WORDS: ReadonlySet<string> = new Set(
  `child children childlike childish toddler baby babies infant newborn teen teens teenage teenaged teenager adolescent preteen preteens
  pretween tween tweens underage underaged juvenile minors schoolgirl schoolgirls schoolboy schoolboys schoolchild schoolchildren
  kindergartner kindergartener prepubescent pubescent preadolescent loli lolis lolita shota shotas nymphet tyke kiddo kiddie
  madchen kleinkind fillette enfant enfants ninos ninas menina menino bambina bambino`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** A child unless an adult's age is told ("a country girl of 25"). */
export const YOUTH_WORDS: ReadonlySet<string> = new Set(
  `boy boys girl girls kid kids youngster youngsters lad lads lass lasses lassie youth youths girlish boyish`.split(
    /\s+/,
  ),
);

/** Ways to say that somebody is young, over several words. */
export const CHILD_PHRASES =
  /\b(?:under ?age|under (?:18|eighteen|16|sixteen)|below (?:18|eighteen)|not yet (?:18|eighteen|of age|grown|an adult)|barely legal|(?:junior|middle|high|elementary|primary) school(?:er|ers)?|first grader|little (?:one|ones|sister|brother)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen) years? (?:old|of age)|(?:aged?|age of|looks) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen))\b/;

/** Said of nothing else: refused wherever it stands. */
export const NEVER_WORDS: ReadonlySet<string> = new Set(
  `lolicon lolicons shotacon shotacons toddlercon jailbait kiddieporn childporn pedophile pedophilia pedophilic paedophile paedophilia pedo paedo
  pedobear cheesepizza csam csem`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** The same in scripts that are not searched word by word. */
export const NEVER_TEXT = /ロリコン|ショタコン|幼女エロ|ロリエロ|児童ポルノ|детское порно|педофил|儿童色情|兒童色情/;
/** Words of the two kinds in scripts where letters are not parted into words. */
export const SEXUAL_TEXT =
  /エロ|裸|全裸|セックス|ポルノ|обнаж[её]н|гол(?:ая|ый|ые|ую|ое)(?![\p{L}])|порно|эротич|色情|裸体|알몸|누드|عاري|עירום/u;
export const CHILD_TEXT =
  /ロリ|ショタ|幼女|少女|少年|子供|こども|девочк|мальчик|реб[её]н|дет(?:и|ей|ский)|подрост|女孩|男孩|儿童|兒童|소녀|소년|아이|طفل|ילד/;
