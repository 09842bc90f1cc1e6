import { availableParallelism } from 'node:os';
import { RENDER_MODES } from '../recipe';
import { ImageBackend, type Capabilities, type Painting, type PaintRequest } from './image-backend';

/**
 * The embedded painter: delivers the kind's own drawing of the recipe (of an edit, the edit's drawing), so that the whole way from event to picture
 * runs without a GPU. Its pictures are marked as sketches in the drawing and in their metadata.
 */
export class PainterBackend extends ImageBackend {
  readonly name = 'painter';
  readonly dialect = 'painter';
  readonly slots = availableParallelism();
  readonly weight = 1;
  readonly isShared = false;

  async paint(request: PaintRequest): Promise<Painting> {
    return { bytes: await request.sketch(), model: 'sketch', origin: 'drawn' };
  }

  override capabilities(signal: AbortSignal): Promise<Capabilities> {
    return super.capabilities(signal).then((least) => ({ ...least, modes: new Set(RENDER_MODES) }));
  }

  check(): Promise<void> {
    return Promise.resolve();
  }
}
