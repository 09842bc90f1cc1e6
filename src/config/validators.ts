import { makeValidator } from 'envalid';

/**
 * Validators of environment variables. Each throws an `Error` that says what was expected and never repeats
 * the value, since a mistyped value is often a secret in the wrong place.
 */
const fail = (expected: string): never => {
  throw new Error(`expected ${expected}`);
};

/** A whole number within `[min, max]`, spelled in digits only (`8o80` and `1e3` are refused). */
export const wholeNumber = (min: number, max: number) =>
  makeValidator<number>((text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : fail(`a whole number from ${min} to ${max}`);
  });

/** `true|false|1|0|yes|no|on|off` in any case. */
export const flag = makeValidator<boolean>((text) => {
  const word = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(word)) return true;
  return ['false', '0', 'no', 'off'].includes(word) ? false : fail('true or false');
});

/** One of `words`, in any case. */
export const oneOf = <const Word extends string>(words: readonly Word[]) =>
  makeValidator<Word>(
    (text) => words.find((word) => word === text.toLowerCase()) ?? fail(`one of ${words.join(', ')}`),
  );

/** A text of `min` to `max` bytes in UTF-8. */
export const textOf = (min: number, max: number) =>
  makeValidator<string>((text) => {
    const bytes = Buffer.byteLength(text);
    return bytes >= min && bytes <= max ? text : fail(`${min} to ${max} bytes`);
  });

/** A text that `pattern` matches; `expected` says so in words. */
export const matching = (pattern: RegExp, expected: string) =>
  makeValidator<string>((text) => (pattern.test(text) ? text : fail(expected)));

/** One URL whose scheme is one of `schemes` (without the colon). */
export const urlWith = (schemes: readonly string[]) =>
  makeValidator<string>((text) => (isUrl(text, schemes) ? text : fail(`a URL beginning with ${schemeList(schemes)}`)));

/** One or more such URLs, separated by commas. */
export const urlsWith = (schemes: readonly string[]) =>
  makeValidator<string[]>((text) => {
    const urls = text.split(',').map((url) => url.trim());
    return urls.every((url) => isUrl(url, schemes))
      ? urls
      : fail(`URLs beginning with ${schemeList(schemes)}, separated by commas`);
  });

/** Web origins as browsers send them (`https://app.example:8443`: no path, no `*`), separated by commas. */
export const originList = makeValidator<string[]>((text) => {
  const origins = text.split(',').map((origin) => origin.trim());
  return origins.every(isOrigin)
    ? origins
    : fail('origins such as https://app.example, without a path, separated by commas');
});

const isOrigin = (text: string): boolean =>
  isUrl(text, ['http', 'https']) && !text.includes('*') && new URL(text).origin === text;

const schemeList = (schemes: readonly string[]): string => schemes.map((scheme) => `${scheme}://`).join(' or ');

function isUrl(text: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const hasPlace = url.host !== '' || url.protocol === 'file:';
  return schemes.includes(url.protocol.slice(0, -1)) && hasPlace && isDecodable(url.username + url.password);
}

/** Whoever logs in with it decodes it, and would fail far from here. */
function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
