import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Packages that carry fonts, and the folder in each. DejaVu: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and
 * symbols; Noto Sans: Chinese with the Japanese syllabaries, and Korean. A deployment may leave packages out: what no font
 * here can write is looked for among the fonts of the machine.
 */
const FONT_PACKAGES = [
  { name: 'dejavu-fonts-ttf', folder: 'ttf' },
  { name: '@embedpdf/fonts-sc', folder: 'fonts' },
  { name: '@embedpdf/fonts-kr', folder: 'fonts' },
];
const MACHINE_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts', '/System/Library/Fonts', '/Library/Fonts'];

/** What text is written in, as an attribute of SVG; other scripts are found by themselves. */
export const LABEL_FONTS = 'DejaVu Sans, Noto Sans Hans, sans-serif';

/**
 * Tells fontconfig (which libvips writes text with) of our fonts. Must run before the first text is drawn: fontconfig reads
 * its settings once for each process. Whoever runs the service with `FONTCONFIG_FILE` has chosen already.
 */
function useBundledFonts(): void {
  if (process.env.FONTCONFIG_FILE !== undefined) return;
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `image-service-fonts-${uid}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // A stranger may have been here first: whose folder it is writes our settings.
    if (statSync(folder).uid !== uid) return;
    const text = configuration(join(folder, 'cache'));
    const file = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.conf`);
    // Renamed into place: another process may be reading it.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
    process.env.FONTCONFIG_FILE = file;
  } catch {
    // Without a place to write, text is drawn with what the machine has.
  }
}

function configuration(cacheFolder: string): string {
  const folders = [...FONT_PACKAGES.flatMap(({ name, folder }) => folderOf(name, folder)), ...MACHINE_FOLDERS];
  const dirs = folders
    .map((folder) => `<dir>${folder.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</dir>`)
    .join('');
  const doctype = '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">';
  return `<?xml version="1.0"?>${doctype}<fontconfig>${dirs}<cachedir>${cacheFolder}</cachedir></fontconfig>`;
}

function folderOf(name: string, folder: string): string[] {
  try {
    return [join(dirname(require.resolve(`${name}/package.json`)), folder)];
  } catch {
    return [];
  }
}

useBundledFonts();
