/** A heap: what is put in comes out again, the least first; of equals, whatever came first. */
export class LeastFirst {
  private readonly entries: { readonly rank: number; readonly turn: number; readonly item: number }[] = [];
  private turns = 0;

  put(item: number, rank: number): void {
    const { entries } = this;
    entries.push({ rank, turn: (this.turns += 1), item });
    let at = entries.length - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(at, above)) return;
      this.swap(at, above);
      at = above;
    }
  }

  /** Takes the least out; `undefined` when there is none. */
  take(): number | undefined {
    const { entries } = this;
    const least = entries[0];
    const last = entries.pop();
    if (least === undefined || last === undefined) return undefined;
    if (entries.length > 0) entries[0] = last;
    this.sink();
    return least.item;
  }

  private sink(): void {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < this.entries.length && this.isBefore(left, least)) least = left;
      if (right < this.entries.length && this.isBefore(right, least)) least = right;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.entries[one], this.entries[other]];
    if (a === undefined || b === undefined) return false;
    return a.rank < b.rank || (a.rank === b.rank && a.turn < b.turn);
  }

  private swap(one: number, other: number): void {
    const [a, b] = [this.entries[one], this.entries[other]];
    if (a !== undefined && b !== undefined) [this.entries[one], this.entries[other]] = [b, a];
  }
}
