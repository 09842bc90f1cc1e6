/** One member of an Accept header. */
interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  /** 0 to 1. */
  readonly quality: number;
}

const WEIGHT = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/**
 * How much a caller wants each media type, as RFC 9110 §12.5.1 reads an Accept header: the most specific range decides.
 * The `negotiator` package orders types but does not tell that two are wanted alike, which is what we must know.
 */
export class Accept {
  private readonly ranges: readonly MediaRange[] | undefined;

  /** @param header as received; absent or empty means that anything will do, a broken member counts for nothing */
  constructor(header: string | undefined) {
    this.ranges =
      header === undefined || header.trim() === '' ? undefined : header.split(',').flatMap((member) => rangeOf(member));
  }

  /** @param mediaType such as `image/png`, lower-case @returns 0 (not acceptable) to 1 */
  qualityOf(mediaType: string): number {
    if (this.ranges === undefined) return 1;
    const [type = '', subtype = ''] = mediaType.split('/');
    const exact = this.best((range) => range.type === type && range.subtype === subtype);
    const family = (): number | undefined => this.best((range) => range.type === type && range.subtype === '*');
    return exact ?? family() ?? this.best((range) => range.type === '*') ?? 0;
  }

  /** Of two equal ranges (`image/png;v=1, image/png;q=0.2`) the kinder one counts: we serve no parameters. */
  private best(applies: (range: MediaRange) => boolean): number | undefined {
    const qualities = (this.ranges ?? []).filter(applies).map(({ quality }) => quality);
    return qualities.length === 0 ? undefined : Math.max(...qualities);
  }
}

function rangeOf(member: string): MediaRange[] {
  const [range = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
  const [type = '', subtype = '', ...rest] = range.split('/');
  const isBroken = rest.length > 0 || !TOKEN.test(type) || !TOKEN.test(subtype) || (type === '*' && subtype !== '*');
  if (isBroken) return [];
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (weight === undefined) return [{ type, subtype, quality: 1 }];
  const quality = WEIGHT.exec(weight)?.[1];
  return quality === undefined ? [] : [{ type, subtype, quality: Number(quality) }];
}
