import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';

/** Maps of so many files are kept: those whose errors come again and again. */
const MOST_MAPS = 16;
/** What compiled programs of ours lie in. Packages are told as they are. */
const OURS = join(__dirname, '..', '..') + sep;

const maps = new LRUCache<string, { readonly map: SourceMap | undefined }>({ max: MOST_MAPS });

/**
 * From now on stacks of errors name the lines of our sources, where a file has a source map beside it. Node's own
 * `--enable-source-maps` reads the map of every file when that is loaded, those of packages too, and keeps them: 20 MB (Node
 * 20.20, 2026-11). Here a map is read when an error is shown.
 *
 * @param folder of compiled programs, with a separator at its end; ours unless given
 */
export function showSourcesInStacks(folder = OURS): void {
  Error.prepareStackTrace = (error, sites) =>
    [titleOf(error), ...sites.map((site) => lineOf(site, folder))].join('\n    at ');
}

/** As Node writes it, with the code of its own errors. */
function titleOf(error: Error): string {
  const code =
    'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_') ? error.code : undefined;
  try {
    return code === undefined ? Error.prototype.toString.call(error) : `${error.name} [${code}]: ${error.message}`;
  } catch {
    // Whoever throws may have made name or message anything at all.
    return 'Error';
  }
}

/** V8's own words for a place, which its type does not tell of. */
type Site = NodeJS.CallSite & { toString(): string };

function lineOf(site: Site, folder: string): string {
  const [file, line, column] = [site.getFileName(), site.getLineNumber(), site.getColumnNumber()];
  const shown = site.toString();
  if (typeof file !== 'string' || line === null || column === null) return shown;
  if (!file.startsWith(folder) || file.includes(`${sep}node_modules${sep}`)) return shown;
  const source = sourceOf(file, line, column);
  return source === undefined ? shown : shown.replace(`${file}:${line}:${column}`, () => source);
}

/** @param line as shown, from 1, like `column` @returns the same of the source; undefined where nothing is known */
function sourceOf(file: string, line: number, column: number): string | undefined {
  const entry = mapOf(file)?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry)) return undefined;
  const { originalSource, originalLine, originalColumn } = entry;
  return `${join(dirname(file), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
}

function mapOf(file: string): SourceMap | undefined {
  const kept = maps.get(file);
  if (kept !== undefined) return kept.map;
  const map = readMap(`${file}.map`);
  maps.set(file, { map });
  return map;
}

function readMap(path: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(path, 'utf8')) as SourceMapPayload);
  } catch {
    // Without it the compiled line is told. An error while an error is told would hide both.
    return undefined;
  }
}
