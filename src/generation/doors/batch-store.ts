import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RejectedItemView } from './batch.dto';

/** A batch as it lies in its table; its jobs name it. */
export interface BatchRow {
  readonly id: string;
  readonly owner_id: string;
  /** Items, rejected ones included. */
  readonly total: number;
  readonly rejected: readonly RejectedItemView[];
  readonly created_at: Date;
}

/** The rows of batches. */
@Injectable()
export class BatchStore {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string): Promise<BatchRow | undefined> {
    const [row] = await this.dataSource.query<BatchRow[]>(
      `SELECT id, owner_id, total, rejected, created_at FROM generation_batches WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** Writes a batch before its jobs; once more for the retry of one whose jobs were not written. */
  async keep({ id, owner_id, total, rejected }: Omit<BatchRow, 'created_at'>): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO generation_batches (id, owner_id, total, rejected) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET total = excluded.total, rejected = excluded.rejected
         WHERE NOT EXISTS (SELECT 1 FROM generation_jobs WHERE batch_id = excluded.id)`,
      [id, owner_id, total, JSON.stringify(rejected)],
    );
  }
}
