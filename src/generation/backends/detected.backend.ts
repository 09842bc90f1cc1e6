import { DeadlineError, withDeadline } from '../../common/with-deadline';
import type { Dialect } from '../../config/backend-address';
import { detectDialect } from './detect-dialect';
import {
  BackendRejectedError,
  BackendUnavailableError,
  ImageBackend,
  type Capabilities,
  type Painting,
  type PaintProgress,
  type PaintRequest,
  type ProgressWants,
} from './image-backend';
import type { ServerAccess, ServerBackend } from './server.backend';

const DETECTION_MS = 10_000;

/**
 * A server whose dialect nobody told: it is asked at the first use, and again after it was away, for another may stand in
 * its place by then. A server that is down at the start is simply away.
 */
export class DetectedBackend extends ImageBackend {
  readonly name: string;
  readonly slots: number;
  readonly weight: number;
  readonly isShared = true;
  private adapter?: ServerBackend;
  /** Whether something happened that another server in its place would explain. */
  private isDoubtful = false;

  constructor(
    private readonly access: ServerAccess,
    private readonly adapterFor: (dialect: Dialect) => ServerBackend,
  ) {
    super();
    const { name, slots, weight } = access.client.address;
    this.name = name;
    this.slots = slots;
    this.weight = weight;
  }

  get dialect(): Dialect | 'auto' {
    return this.adapter?.dialect ?? 'auto';
  }

  paint(request: PaintRequest, signal: AbortSignal): Promise<Painting> {
    return this.through((adapter) => adapter.paint(request, signal), signal);
  }

  override expectAnother(): void {
    this.adapter?.expectAnother();
  }

  check(signal: AbortSignal): Promise<void> {
    return this.through((adapter) => adapter.check(signal), signal);
  }

  override capabilities(signal: AbortSignal): Promise<Capabilities> {
    return this.through((adapter) => adapter.capabilities(signal), signal);
  }

  override warmUp(signal: AbortSignal): Promise<void> {
    return this.through((adapter) => adapter.warmUp(signal), signal);
  }

  override progress(signal: AbortSignal, wants?: ProgressWants): Promise<PaintProgress | undefined> {
    return this.adapter?.progress(signal, wants) ?? Promise.resolve(undefined);
  }

  override async interrupt(signal: AbortSignal): Promise<void> {
    await this.adapter?.interrupt(signal);
  }

  override close(): Promise<void> {
    // Every adapter speaks through the same client.
    return this.adapter?.close() ?? this.access.client.close();
  }

  private async through<T>(use: (adapter: ServerBackend) => Promise<T>, signal: AbortSignal): Promise<T> {
    const adapter = await this.currentAdapter(signal);
    try {
      return await use(adapter);
    } catch (error) {
      const isUnknownPath = error instanceof BackendRejectedError && / 40[45]$/.test(error.message);
      if (isUnknownPath || error instanceof BackendUnavailableError) this.isDoubtful = true;
      // Not the request's fault: another server stands there now, and the next try will know how to speak to it.
      throw isUnknownPath ? new BackendUnavailableError('does not answer as it did', { cause: error }) : error;
    }
  }

  /** The same one as long as the dialect is the same: it knows what is in flight. */
  private async currentAdapter(signal: AbortSignal): Promise<ServerBackend> {
    if (this.adapter !== undefined && !this.isDoubtful) return this.adapter;
    const dialect = await this.detect(signal);
    if (this.adapter?.dialect !== dialect) this.adapter = this.adapterFor(dialect);
    this.isDoubtful = false;
    return this.adapter;
  }

  private async detect(signal: AbortSignal): Promise<Dialect> {
    try {
      return await withDeadline(DETECTION_MS, signal, (limited) => detectDialect(this.access.client, limited));
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw new BackendUnavailableError(`did not answer within ${DETECTION_MS} ms`, { cause: error });
    }
  }
}
