/** A picture that somebody shows; the address counts until it is released. */
export interface HeldPicture {
  /** Address for an `<img>`. */
  readonly url: Promise<string>;
  /** At once, when it is there already. */
  readonly ready: string | undefined;
  readonly release: () => void;
}

/** What the files are fetched with, and how much is kept. */
export interface PictureFilesOptions {
  readonly load: (path: string, signal: AbortSignal) => Promise<Blob>;
  readonly makeUrl: (blob: Blob) => string;
  readonly revokeUrl: (url: string) => void;
  /** Pictures that nobody shows are kept up to so many bytes. */
  readonly maxIdleBytes: number;
  /** So many are fetched at once. */
  readonly maxLoads: number;
}

interface Entry {
  users: number;
  url: Promise<string>;
  ready: string | undefined;
  sizeBytes: number;
  readonly given: AbortController;
}

/**
 * Pictures behind the token: an `<img>` cannot send one, so they are fetched and shown from memory. Each is fetched once
 * however many show it; a fetch that nobody waits for any more is given up; what nobody shows goes, oldest first.
 */
export class PictureFiles {
  /** Oldest use first. */
  private readonly entries = new Map<string, Entry>();
  private readonly waiting: (() => void)[] = [];
  private loads = 0;

  constructor(private readonly options: PictureFilesOptions) {}

  /** Fetches a picture, unless it is there. To be released exactly once. */
  hold(path: string): HeldPicture {
    const entry = this.entries.get(path) ?? this.begin(path);
    entry.users += 1;
    this.entries.delete(path);
    this.entries.set(path, entry);
    return { url: entry.url, ready: entry.ready, release: () => this.release(path, entry) };
  }

  /** Forgets everything: the next one who signs in must not see it. */
  clear(): void {
    for (const [path, entry] of [...this.entries]) this.drop(path, entry);
  }

  private begin(path: string): Entry {
    const given = new AbortController();
    const entry: Entry = { users: 0, url: Promise.resolve(''), ready: undefined, sizeBytes: 0, given };
    entry.url = this.inTurn(() => this.fetch(path, entry));
    entry.url.catch(() => {
      if (this.entries.get(path) === entry) this.entries.delete(path);
    });
    return entry;
  }

  private async fetch(path: string, entry: Entry): Promise<string> {
    entry.given.signal.throwIfAborted();
    const blob = await this.options.load(path, entry.given.signal);
    entry.given.signal.throwIfAborted();
    entry.sizeBytes = blob.size;
    entry.ready = this.options.makeUrl(blob);
    return entry.ready;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.loads >= this.options.maxLoads) await new Promise<void>((go) => this.waiting.push(go));
    this.loads += 1;
    try {
      return await work();
    } finally {
      this.loads -= 1;
      this.waiting.shift()?.();
    }
  }

  private release(path: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0 && entry.ready === undefined) this.drop(path, entry);
    else this.tidy();
  }

  private tidy(): void {
    const idle = [...this.entries].filter(([, { users, ready }]) => users === 0 && ready !== undefined);
    let bytes = idle.reduce((total, [, { sizeBytes }]) => total + sizeBytes, 0);
    for (const [path, entry] of idle) {
      if (bytes <= this.options.maxIdleBytes) return;
      bytes -= entry.sizeBytes;
      this.drop(path, entry);
    }
  }

  private drop(path: string, entry: Entry): void {
    entry.given.abort();
    if (entry.ready !== undefined) this.options.revokeUrl(entry.ready);
    if (this.entries.get(path) === entry) this.entries.delete(path);
  }
}
