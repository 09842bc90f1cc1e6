import type { MapSheet } from './map-sheet';

type Named = Pick<MapSheet, 'name' | 'columns' | 'rows'> & { readonly plan: Pick<MapSheet['plan'], 'setting'> };

/** Characters of a name that all file systems take together with size and extension. */
const LONGEST_NAME = 80;
/** What Windows, macOS or a shell gives a meaning in file names, brackets (the size stands in them), and what cannot be seen. */
const UNFIT = /[\p{C}\p{Zl}\p{Zp}"*/:<>?\\|[\]{}%;]/gu;
/** Names that Windows keeps for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** `Name [30x40].ext`: Owlbear reads the squares from the name and aligns the map by them. */
export function mapFileName(map: Named, extension: string): string {
  return `${cleanName(map.name) ?? map.plan.setting} [${map.columns}x${map.rows}].${extension}`;
}

/** The picture's name for Foundry, which wants neither spaces nor special characters: `sunken-crypt-24x16.webp`. */
export function pictureFileName(map: Named): string {
  const plain = asciiOf(map.name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${plain.slice(0, LONGEST_NAME) || map.plan.setting}-${map.columns}x${map.rows}.webp`;
}

/**
 * `Content-Disposition` of a download (RFC 6266): the name in ASCII for old clients, and in full (RFC 8187).
 * @param name cleaned, as `mapFileName` gives it
 */
export function attachment(name: string, map: Named): string {
  const ascii = asciiOf(name);
  const hasLetters = /[A-Za-z0-9]/.test(ascii.replace(/\[\d+x\d+\].*$/, ''));
  const fallback = hasLetters ? ascii : `${map.plan.setting}${ascii.slice(ascii.lastIndexOf(' ['))}`;
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${fallback}"; filename*=UTF-8''${full}`;
}

function cleanName(name: string): string | undefined {
  const text = name.normalize('NFC').replace(UNFIT, ' ').replace(/\s+/g, ' ');
  const cut = [...text]
    .slice(0, LONGEST_NAME)
    .join('')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (cut === '' || DEVICES.test(cut)) return undefined;
  return cut;
}

/** Accents go, other letters become `_`. */
function asciiOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, '_')
    .replace(/["\\]/g, '_');
}
