import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Principal } from '../auth/principal';
import { ImageEntity } from './image.entity';
import { DEFAULT_PAGE, type ImageFilter, type PageRequest } from './image-filter';
import { listStatement } from './list-statement';
import { cursorOf } from './page-cursor';

/** One page, newest first. */
export interface ImagePage {
  readonly items: readonly ImageEntity[];
  /** Cursor of the next page, `null` on the last one. */
  readonly next: string | null;
}

/** A row of the list: an image without its recipe, and its time in full. */
type ListedRow = ImageEntity & { readonly created_at_us: string };

/** Images newest first, page by page; what a principal may not read is left out by the database. */
@Injectable()
export class ImageList {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * One page. Pages are cut by place, not by number: what is added or deleted meanwhile neither repeats nor hides
   * another image.
   *
   * @param readableBy whose view it is; `everything` for callers who answer for themselves (requests over the hub)
   */
  async page(
    filter: ImageFilter,
    { limit = DEFAULT_PAGE, after }: PageRequest,
    readableBy: Principal | 'everything',
  ): Promise<ImagePage> {
    const columns = this.dataSource.getMetadata(ImageEntity).columns.filter(({ isSelect }) => isSelect);
    const names = columns.map(({ databaseName }) => databaseName);
    // One more than asked tells whether there is a next page.
    const statement = listStatement({ filter, after, rows: limit + 1, readableBy, columns: names });
    const rows = await this.dataSource.query<ListedRow[]>(statement.sql, [...statement.values]);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map(({ created_at_us: _us, ...image }) => image),
      next: last === undefined ? null : cursorOf({ createdAtUs: BigInt(last.created_at_us), id: last.id }),
    };
  }
}
