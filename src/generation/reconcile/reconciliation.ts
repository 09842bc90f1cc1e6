/** What comparing storage with the tables found and did. */
export interface Reconciliation {
  /** Objects in storage afterwards. */
  readonly objects: number;
  /** Their sizes together. */
  readonly bytes: number;
  /** Objects that no row named: removed. */
  readonly orphansRemoved: number;
  /** Objects of deleted images: removed. */
  readonly retiredRemoved: number;
  /** Orphans that were left, because the database knows no image at all: it may be the wrong one. */
  readonly orphansSpared: number;
  /** Objects among the pictures whose key is not one of ours: left alone. */
  readonly foreign: number;
  /** Images in use with an object that storage lacks. */
  readonly danglingImages: number;
  /** The first `MAX_DANGLING_IDS` of them. */
  readonly danglingImageIds: readonly string[];
}

/** Most ids that are kept of dangling images: enough to look into, too few to fill the memory. */
export const MAX_DANGLING_IDS = 1000;
