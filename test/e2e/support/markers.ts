/** A word that nobody uses and that every cleaning would let through; where it was planted tells whether it may be seen. */
export interface Marker {
  readonly word: string;
  readonly where: string;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz';

/** Makes markers, and looks for them in whatever leaves the service. */
export class Markers {
  private readonly planted: Marker[] = [];

  /** A new word for a place. */
  at(where: string): string {
    const number = this.planted.length;
    const digits = [number % 20, Math.floor(number / 20) % 20, Math.floor(number / 400)];
    const word = `zqx${digits.map((digit) => `${LETTERS[digit]}o`).join('')}`;
    this.planted.push({ word, where });
    return word;
  }

  /** A form with the same members, each of whose values holds a word of its own. */
  in(where: string, names: readonly string[]): Record<string, string> {
    return Object.fromEntries(names.map((name) => [name, `the ${this.at(`${where}.${name}`)} of doom`]));
  }

  get count(): number {
    return this.planted.length;
  }

  /** Where what was found had been planted, and where it came out. */
  foundIn(what: string, content: string | Buffer): string[] {
    const text = typeof content === 'string' ? content : content.toString('latin1');
    // In UTF-16 there are zeros between the letters.
    if (!/z\0?q\0?x/i.test(text)) return [];
    const small = text.replaceAll('\0', '').toLowerCase();
    const found = this.planted.filter(({ word }) => small.includes(word));
    return found.map(({ where, word }) => `${where} (${word}) came out in ${what}`);
  }
}
