import { Inject, Injectable } from '@nestjs/common';
import { cleanWords } from '../characters/clean-words';
import { sha256 } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { validated } from '../common/validation';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import type { ReadRequest } from '../generation/picture-kind';
import { readPriority } from '../hub/envelope/envelope-values';
import type { ImageEntity } from '../images/image.entity';
import { MAX_PIXELS, MAX_SIDE_PX } from '../processing/sharp-settings';
import type { EditParameters } from './edit-parameters';
import { InpaintEditDto, StyleEditDto, UpscaleEditDto, type EditRequestDto } from './edit-requests.dto';
import { UploadedMask } from './uploaded-mask';

/** What an edit needs to know of its source before it is taken. */
export type EditSource = Pick<ImageEntity, 'id' | 'width' | 'height' | 'size_bytes' | 'tags'>;

/** Longest prompt that is kept of a repaint, in characters. */
const LONGEST_PROMPT = 500;

/** Reads the bodies of edits, and refuses at once what could not succeed. */
@Injectable()
export class EditReader {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly masks: UploadedMask,
  ) {}

  /** @throws ValidationFailedError naming every wrong field */
  style(body: unknown, source: EditSource): ReadRequest {
    const request = validated(StyleEditDto, body, 'refuse');
    const { theme, style, strength, seed } = request;
    const isStyled = Object.values(style ?? {}).some((wish) => wish !== undefined);
    if (theme === undefined && !isStyled) throw fault('style', 'expected a wish here, or a theme');
    return readAs(request, source, { type: 'style', source_image_id: source.id, theme, style, strength, seed });
  }

  /** @throws ValidationFailedError naming every wrong field, `mask` and `prompt` among them */
  async inpaint(body: unknown, source: EditSource): Promise<ReadRequest> {
    const request = validated(InpaintEditDto, body, 'refuse');
    const prompt = cleanWords(request.prompt, LONGEST_PROMPT);
    if (prompt === undefined) throw fault('prompt', 'expected words for what is to be seen');
    const mask = await this.masks.read(request.mask, { widthPx: source.width, heightPx: source.height });
    const { strength, seed } = request;
    const edit: EditParameters = { type: 'inpaint', source_image_id: source.id, prompt, strength, seed };
    const store = async (imageId: string): Promise<ReadRequest['parameters']> => {
      const stored = { image_id: imageId, sha256: sha256(mask.png) };
      await this.masks.store(stored, mask.png);
      return readAs(request, source, { ...edit, mask: { ...stored, box: mask.box } }).parameters;
    };
    return { ...readAs(request, source, edit), store };
  }

  /** @throws ValidationFailedError, also when the enlarged picture could not be kept */
  upscale(body: unknown, source: EditSource): ReadRequest {
    const request = validated(UpscaleEditDto, body, 'refuse');
    const { factor } = request;
    const [width, height] = [source.width * factor, source.height * factor];
    if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE_PX) {
      const limit = `${MAX_PIXELS / 1e6} million pixels and ${MAX_SIDE_PX} on a side`;
      throw fault('factor', `expected a factor that keeps the picture within ${limit}`);
    }
    // An enlarged picture compresses better, but never to fewer bytes for each pixel row than this.
    if (source.size_bytes * factor > this.config.MAX_IMAGE_SIZE) {
      throw fault('factor', `expected a picture that stays within ${this.config.MAX_IMAGE_SIZE} bytes`);
    }
    return readAs(request, source, { type: 'upscale', source_image_id: source.id, factor });
  }
}

function readAs(request: EditRequestDto, source: EditSource, edit: EditParameters): ReadRequest {
  return {
    parameters: { edit, tags: request.tags ?? source.tags },
    priority: readPriority(request.priority),
  };
}

const fault = (path: string, message: string): ValidationFailedError => new ValidationFailedError([{ path, message }]);
