import type { StyleDto } from '../common/fields/style.dto';
import type { Theme } from '../common/themes';
import type { StoredMask } from '../generation/work/source-material';
import type { PixelBox } from '../processing/read-mask';

/** What is stored of an edit's request, as `edit` of its job's parameters. */
export interface EditParameters {
  readonly type: 'style' | 'inpaint' | 'upscale';
  readonly source_image_id: string;
  readonly theme?: Theme;
  readonly style?: StyleDto;
  /** Cleaned words. */
  readonly prompt?: string;
  readonly strength?: number;
  readonly seed?: number;
  readonly factor?: number;
  /** `box`: around all that is white, in pixels of the source. */
  readonly mask?: StoredMask & { readonly box: PixelBox };
}

/** The edit that a job is for. */
export const editOf = ({ parameters }: { readonly parameters: Readonly<Record<string, unknown>> }): EditParameters =>
  parameters.edit as EditParameters;
