import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Packages that carry fonts, the folder in each, and the scripts (Unicode) they write. A deployment may leave the optional ones
 * out. DejaVu also has symbols; all others are Noto Sans.
 */
const FONT_PACKAGES = [
  { name: 'dejavu-fonts-ttf', folder: 'ttf', scripts: ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Georgian', 'Hebrew', 'Arabic'] },
  { name: '@embedpdf/fonts-sc', folder: 'fonts', scripts: ['Han', 'Hiragana', 'Katakana', 'Bopomofo'] },
  { name: '@embedpdf/fonts-kr', folder: 'fonts', scripts: ['Hangul'] },
  { name: '@expo-google-fonts/noto-sans-devanagari', folder: '700Bold', scripts: ['Devanagari'] },
  { name: '@expo-google-fonts/noto-sans-thai', folder: '700Bold', scripts: ['Thai'] },
]; // prettier-ignore
const MACHINE_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts', '/System/Library/Fonts', '/Library/Fonts'];

/**
 * The scripts that can be written with what is bundled; `undefined` where the operator named fonts (`FONTCONFIG_FILE`), which
 * may write anything.
 */
export const WRITABLE_SCRIPTS: readonly string[] | undefined =
  process.env.FONTCONFIG_FILE === undefined ||
  process.env.FONTCONFIG_FILE.startsWith(join(tmpdir(), 'image-service-fonts-'))
    ? FONT_PACKAGES.filter(({ name, folder }) => folderOf(name, folder).length > 0).flatMap(({ scripts }) => scripts)
    : undefined;

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

/** Looked for where Node looks for packages: not every package lets its `package.json` be resolved. */
function folderOf(name: string, folder: string): string[] {
  const folders = (require.resolve.paths(name) ?? []).map((packages) => join(packages, name, folder));
  return folders.filter((path) => existsSync(path)).slice(0, 1);
}

useBundledFonts();
