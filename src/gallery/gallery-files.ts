import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';

/** A file of the page, in memory as it is sent. */
export interface GalleryFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** The same, compressed with gzip. */
  readonly gzipped: Buffer;
}

/** What `npm run build` makes of `src/gallery/web`; compiled code lies in `dist/src/gallery`. */
export const BUILT_GALLERY = join(__dirname, '../../gallery');

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * The page and its assets: some hundred kilobytes, read once at start and compressed once. A name that was not there at
 * start does not exist, so no path from outside ever reaches the file system.
 */
@Injectable()
export class GalleryFiles {
  private readonly files = new Map<string, GalleryFile>();

  constructor() {
    if (!existsSync(BUILT_GALLERY)) {
      new Logger(GalleryFiles.name).warn({ msg: 'the gallery is not built: npm run build' });
      return;
    }
    this.add('index.html', join(BUILT_GALLERY, 'index.html'));
    const assets = join(BUILT_GALLERY, 'assets');
    for (const name of readdirSync(assets)) this.add(`assets/${name}`, join(assets, name));
  }

  /** @param name such as `index.html` or `assets/main-Dk3.js`; undefined when there is no such file */
  named(name: string): GalleryFile | undefined {
    return this.files.get(name);
  }

  private add(name: string, path: string): void {
    const contentType = TYPES[name.slice(name.lastIndexOf('.') + 1)];
    if (contentType === undefined) return;
    const bytes = readFileSync(path);
    this.files.set(name, { contentType, bytes, gzipped: gzipSync(bytes, { level: 9 }) });
  }
}
