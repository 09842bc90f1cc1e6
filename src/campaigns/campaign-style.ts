import type { Theme } from '../common/themes';

/** How the pictures of a campaign are made, so that they belong together. */
export interface StyleLook {
  readonly theme: Theme;
  /** How it is painted: the words every prompt ends with. */
  readonly suffix: string;
  /** The words of its colours, after those. */
  readonly palette: string;
  readonly sampler: string;
  readonly scheduler: string;
  readonly steps: number;
  readonly cfgScale: number;
  /** The checkpoint; absent: whatever a server has loaded. */
  readonly model?: string;
}

/** A look that a campaign has, or had. */
export interface CampaignStyle extends StyleLook {
  /** From 1 within its campaign; nothing of a version ever changes. */
  readonly version: number;
}
