import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobStatus } from './job-states';

/** What can be asked for; `unknown` is a request whose type nobody knows (it fails at once). */
export const JOB_KINDS = ['portrait', 'map', 'token', 'item', 'unknown'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** One request to make one image. Written only by `JobStore`; read by whoever shows it. */
@Entity('generation_jobs')
export class JobEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'varchar' }) kind!: JobKind;
  @Column({ type: 'varchar' }) status!: JobStatus;
  @Column({ type: 'text' }) prompt!: string;
  /** The validated body of the request. */
  @Column({ type: 'jsonb' }) parameters!: Record<string, unknown>;
  @Column({ type: 'varchar' }) source!: 'hub' | 'http';
  /** Reserved from the start, so that callers can know it before the picture exists. */
  @Column({ type: 'uuid' }) image_id!: string;
  @Column({ type: 'uuid', nullable: true }) result_image_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) request_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) owner_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) character_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) campaign_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) location_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) target_service!: string | null;
  @Column({ type: 'varchar' }) correlation_id!: string;
  @Column({ type: 'varchar', nullable: true }) causation_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) traceparent!: string | null;
  /** 0 to 9, 9 most urgent. */
  @Column({ type: 'smallint' }) priority!: number;
  @Column({ type: 'timestamptz' }) created_at!: Date;
  @Column({ type: 'timestamptz' }) run_after!: Date;
  @Column({ type: 'timestamptz', nullable: true }) expires_at!: Date | null;
  /** A job whose picture this one is made of. */
  @Column({ type: 'uuid', nullable: true }) depends_on!: string | null;
  /** The batch it was asked for with, and its place there from 0. */
  @Column({ type: 'uuid', nullable: true }) batch_id!: string | null;
  @Column({ type: 'smallint', nullable: true }) batch_index!: number | null;
  @Column({ type: 'timestamptz', nullable: true }) started_at!: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) completed_at!: Date | null;
  @Column({ type: 'smallint' }) attempts!: number;
  /** Virtual start time of fair queueing: the smaller, the sooner it is its owner's turn. */
  @Column({ type: 'double precision' }) fair_tag!: number;
  /** What it costs its owner's share, in ordinary pictures. */
  @Column({ type: 'double precision' }) cost!: number;
  /** Composed, and waiting for a backend that can do `needs_…`. */
  @Column({ type: 'boolean' }) prepared!: boolean;
  @Column({ type: 'varchar', nullable: true }) needs_mode!: string | null;
  @Column({ type: 'varchar', nullable: true }) needs_model!: string | null;
  @Column({ type: 'integer', nullable: true }) needs_pixels!: number | null;
  /** Backends that failed it, and how often one broke down over it. */
  @Column({ type: 'text', array: true }) avoid!: string[];
  @Column({ type: 'smallint' }) crashes!: number;
  @Column({ type: 'uuid', nullable: true }) lease_token!: string | null;
  @Column({ type: 'timestamptz', nullable: true }) lease_until!: Date | null;
  @Column({ type: 'varchar', nullable: true }) error_code!: string | null;
  @Column({ type: 'text', nullable: true }) error_message!: string | null;
  @Column({ type: 'jsonb' }) metadata!: Record<string, unknown>;
  /** Stored from the first successful composition on, so that a second attempt paints the same picture. */
  @Column({ type: 'jsonb', nullable: true }) recipe!: Record<string, unknown> | null;
}
