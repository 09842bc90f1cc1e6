import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Kinds of picture. A new kind is one folder on floor 5, and one word here. */
export const IMAGE_KINDS = ['portrait', 'map', 'token', 'item'] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** A stored re-encoding or resize of an image. */
export interface StoredVariant {
  readonly name: string;
  readonly storage_path: string;
  readonly content_type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly sha256: string;
}

/** What painted a picture. */
export interface PaintedBy {
  readonly dialect: string;
  readonly model: string;
}

/** A stored picture: where its bytes are, whose it is, and the recipe that made it. */
@Entity('images')
export class ImageEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'varchar' }) storage_path!: string;
  @Column({ type: 'varchar' }) content_type!: string;
  @Column({ type: 'integer' }) size_bytes!: number;
  @Column({ type: 'integer' }) width!: number;
  @Column({ type: 'integer' }) height!: number;
  @Column({ type: 'varchar' }) format!: string;
  @Column({ type: 'timestamptz' }) created_at!: Date;
  @Column({ type: 'jsonb' }) metadata!: Record<string, unknown>;
  @Column({ type: 'varchar' }) status!: 'active' | 'superseded' | 'deleted';
  @Column({ type: 'text', array: true }) tags!: string[];
  @Column({ type: 'varchar' }) kind!: ImageKind;
  @Column({ type: 'uuid' }) job_id!: string;
  @Column({ type: 'uuid', nullable: true }) parent_id!: string | null;
  @Column({ type: 'uuid', nullable: true }) supersedes!: string | null;
  @Column({ type: 'integer' }) image_version!: number;
  @Column({ type: 'varchar', nullable: true }) owner_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) character_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) campaign_id!: string | null;
  @Column({ type: 'varchar', nullable: true }) location_id!: string | null;
  @Column({ type: 'char' }) sha256!: string;
  @Column({ type: 'varchar' }) thumbhash!: string;
  /** `bigint` comes from PostgreSQL as text; seeds fit a JavaScript number. */
  @Column({ type: 'bigint', nullable: true }) seed!: string | null;
  @Column({ type: 'varchar' }) theme!: string;
  @Column({ type: 'jsonb' }) variants!: StoredVariant[];
  /** The recipe is large and rarely read: ask for it by name. */
  @Column({ type: 'jsonb', select: false }) recipe!: Record<string, unknown>;
  @Column({ type: 'char' }) recipe_hash!: string;
  @Column({ type: 'jsonb' }) backend!: PaintedBy;
  @Column({ type: 'timestamptz' }) updated_at!: Date;
}
