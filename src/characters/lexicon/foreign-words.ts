/**
 * Words for looks in scripts that no painter reads. They would be dropped, and what a sheet tells in them made up instead,
 * and otherwise. Stems where a language bends its words, the most telling of each; Latin spellings stay as they are.
 */
const CYRILLIC: readonly (readonly [stems: string, english: string])[] = [
  ['голуб|син(?:ий|яя|ие|их)|блакитн', 'blue'],
  ['зел[её]н', 'green'],
  ['кар(?:ий|ие|их|і)(?![а-яё])|коричнев', 'brown'],
  ['сер(?:ый|ая|ое|ые|ых)|сір(?:ий|а|е|і)|сед(?:ой|ая|ые|ых)|сив(?:ий|а|е)', 'grey'],
  ['ч[её]рн|чорн', 'black'],
  ['бел(?:ый|ая|ое|ые|ых)|біл(?:ий|а|е|і)', 'white'],
  ['красн|червон', 'red'],
  ['рыж|рудий|руда|руде', 'copper'],
  ['золот', 'golden'],
  ['серебр|срібн', 'silver'],
  ['светл|світл', 'fair'],
  ['т[её]мн', 'dark'],
  ['бледн|блід', 'pale'],
  ['фиолетов|фіолетов', 'violet'],
  ['длинн|довг', 'long'],
  ['коротк', 'short'],
  ['бород', 'beard'],
  ['волос', 'hair'],
  ['глаз|очі', 'eyes'],
  ['шрам', 'scar'],
  ['плащ', 'cloak'],
  ['мант[иі]', 'robe'],
];
/** Parted by no spaces, longest spelling first. */
const EAST_ASIAN: readonly (readonly [written: string, english: string])[] = [
  ['青い|青色|青|蓝色|藍色|蓝|파란|푸른', 'blue'],
  ['緑色|緑|绿色|綠色|绿|초록색?|녹색', 'green'],
  ['茶色|褐色|棕色|棕|갈색', 'brown'],
  ['灰色|회색', 'grey'],
  ['黒い|黒色|黒|黑色|黑|검은색?|검정', 'black'],
  ['白い|白色|白|하얀|흰색?', 'white'],
  ['赤い|赤色|赤|红色|紅色|红|붉은|빨간', 'red'],
  ['金色|金髪|金发|금발|금색', 'golden'],
  ['銀色|银色|銀髪|银发|은발|은색', 'silver'],
  ['紫色|紫|보라색?', 'violet'],
  ['長い|长|긴', 'long'],
  ['短い|短|짧은', 'short'],
  ['髪|头发|頭髮|머리', 'hair'],
  ['瞳|眼睛|눈', 'eyes'],
];

const TRANSLATIONS: readonly (readonly [RegExp, string])[] = [
  ...CYRILLIC.map(([stems, english]) => [new RegExp(`(?<!\\p{L})(?:${stems})\\p{L}*`, 'giu'), english] as const),
  ...EAST_ASIAN.map(([written, english]) => [new RegExp(written, 'gu'), ` ${english} `] as const),
];
const OTHER_SCRIPT = /[\u0400-\u04FF\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7AF]/;
const LONGEST_TEXT = 400;

/** A field of a sheet, at most 400 characters, with the words for looks of other scripts in English; whatever else it says stays as it is. */
export function inEnglish(text: string): string {
  if (text.length > LONGEST_TEXT || !OTHER_SCRIPT.test(text)) return text;
  const translate = (left: string, [foreign, english]: readonly [RegExp, string]) => left.replace(foreign, english);
  return TRANSLATIONS.reduce(translate, text.normalize('NFC'));
}
