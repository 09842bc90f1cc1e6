import type { Recipe } from '../generation/recipe';
import type { ImageEntity } from '../images/image.entity';
import { markingOf } from './token-marking';
import type { TargetPicture } from './token-files';
import { SQUARES, type TokenTarget } from './token-targets';
import { tokenOutputOf } from './token.recipe';

/** A file of a pack. */
export interface PackedFile extends TargetPicture {
  readonly target: TokenTarget;
}

/** Name of a file inside the pack: letters, digits and hyphens, which every tabletop takes. */
export function packName({ target, contentType }: Pick<PackedFile, 'target' | 'contentType'>): string {
  return `${target.replaceAll('_', '-')}.${contentType.replace('image/', '')}`;
}

/**
 * What a pack says of itself, as JSON: which file is for which tabletop, how large the creature is, and how the picture was
 * made. Nobody's name and nothing of a prompt: packs are handed on.
 */
export function packManifest(image: ImageEntity, recipe: Recipe, files: readonly PackedFile[]): object {
  const { size, shape, disposition } = tokenOutputOf(recipe);
  const { provenance, credit } = markingOf(recipe, image.backend.dialect);
  return {
    format: 'image-service/token-pack',
    version: 1,
    kind: 'token',
    size,
    squares: SQUARES[size],
    frame: { shape, disposition },
    files: files.map((file) => ({
      file: packName(file),
      target: file.target,
      width: file.width,
      height: file.height,
      content_type: file.contentType,
      size_bytes: file.sizeBytes,
      sha256: file.sha256,
    })),
    provenance: `http://cv.iptc.org/newscodes/digitalsourcetype/${provenance}`,
    credit: credit ?? null,
    note: noteOf(provenance),
    source: { service: 'image-service', image_id: image.id, sha256: image.sha256 },
  };
}

function noteOf(provenance: string): string {
  return provenance === 'algorithmicMedia'
    ? 'Drawn by a program without a generative model.'
    : 'Contains a picture painted by a generative model (AI); the frame is drawn by a program.';
}
