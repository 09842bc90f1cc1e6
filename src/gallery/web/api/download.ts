import { type Ask, ask } from './http';

/**
 * Fetches a file and hands it to the browser to be saved: a plain link cannot carry the token.
 *
 * @param fallback name to save it under when the service gives none
 * @throws as `ask`
 */
export async function download(path: string, query: Ask['query'], fallback: string): Promise<void> {
  const response = await ask(path, { query });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameIn(response.headers.get('Content-Disposition')) ?? fallback;
  link.click();
  // The browser has begun to save it by then; without this the file would stay in memory as long as the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name in a `Content-Disposition` (RFC 6266): the extended one, else the plain one. */
export function fileNameIn(disposition: string | null): string | undefined {
  if (disposition === null) return undefined;
  const [, extended] = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition) ?? [];
  const [, quoted, plain] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  return decoded(extended) ?? quoted?.replace(/\\(.)/g, '$1') ?? plain;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
