import { InternalError } from '../../common/errors';

/** Spreads the bits of a 32-bit number, so that neighbouring seeds give unrelated sequences (the finaliser of MurmurHash3). */
function spread(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/**
 * A seeded sequence of numbers, the only source of chance in map plans and their drawing: the same seed gives the
 * same map on every machine and in every run. Each plan owns its instances; nothing is shared.
 */
export class SeededRandom {
  private state: number;

  /** @param seed any safe integer, negative ones too */
  constructor(seed: number) {
    this.state = spread(seed >>> 0) ^ spread(Math.floor(seed / 0x100000000) + 0x51ed27);
  }

  /** The next number from 0 (included) to 1 (excluded); the steps are those of Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included; `low` when the range is empty. */
  int(low: number, high: number): number {
    return high <= low ? low : low + Math.floor(this.next() * (high - low + 1));
  }

  /** A number from `low` (included) to `high` (excluded). */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws InternalError for an empty list: the caller checks first */
  pick<T>(items: readonly T[]): T {
    const index = Math.floor(this.next() * items.length);
    if (index >= items.length) throw new InternalError('random-pick-from-nothing');
    return items[index] as T;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last -= 1) {
      const other = this.int(0, last);
      const held = copy[last] as T;
      copy[last] = copy[other] as T;
      copy[other] = held;
    }
    return copy;
  }
}

/** A number from 0 (included) to 1 (excluded) that depends on the place only: for texture that needs no sequence. */
export function placeNoise(seed: number, x: number, y: number): number {
  const bits = spread(spread(spread(seed >>> 0) ^ Math.imul(x | 0, 0x27d4eb2f)) ^ Math.imul(y | 0, 0x165667b1));
  return (bits >>> 0) / 4294967296;
}
