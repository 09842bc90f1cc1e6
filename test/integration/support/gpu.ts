import { setTimeout as sleep } from 'node:timers/promises';
import type { BackendAddress } from '../../../src/config/backend-address';
import {
  ImageBackend,
  type Capabilities,
  type Painting,
  type PaintRequest,
} from '../../../src/generation/backends/image-backend';
import type { RenderMode } from '../../../src/generation/recipe';

/** A server without the wire: whatever process asks it, here it is one, and counts what is asked of it at once. */
export class Gpu {
  renderMs = 5;
  isDown = false;
  modes: ReadonlySet<RenderMode> = new Set(['txt2img']);
  /** Taken from the front, one for each render; thrown at its end. */
  readonly faults: Error[] = [];
  /** Seeds of every render that began. */
  readonly began: number[] = [];
  /** Milliseconds that it stood still between the end of a render and the next. */
  readonly gapsMs: number[] = [];
  inFlight = 0;
  mostInFlight = 0;
  private endedAt?: number;

  constructor(
    readonly name: string,
    readonly slots = 1,
  ) {}

  /** How the service is told of it. */
  get address(): BackendAddress {
    const { name, slots } = this;
    return { name, baseUrl: `http://${name}`, dialect: 'a1111', slots, weight: 1 };
  }

  async render(seed: number, picture: Buffer, signal: AbortSignal): Promise<Painting> {
    signal.throwIfAborted();
    this.began.push(seed);
    if (this.endedAt !== undefined && this.inFlight === 0) this.gapsMs.push(performance.now() - this.endedAt);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await sleep(this.renderMs, undefined, { signal });
    } finally {
      this.inFlight -= 1;
      this.endedAt = performance.now();
    }
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
    return { bytes: picture, model: 'sdxl', origin: 'drawn', seed };
  }
}

/** A replica's way to a `Gpu`. */
export class GpuBackend extends ImageBackend {
  readonly dialect = 'a1111';
  readonly weight = 1;
  readonly isShared = true;
  readonly name: string;
  readonly slots: number;

  constructor(private readonly gpu: Gpu) {
    super();
    this.name = gpu.name;
    this.slots = gpu.slots;
  }

  async paint({ plan, sketch }: PaintRequest, signal: AbortSignal): Promise<Painting> {
    return this.gpu.render(plan.seed, await sketch(), signal);
  }

  check(): Promise<void> {
    return this.gpu.isDown ? Promise.reject(new Error('nobody is there')) : Promise.resolve();
  }

  override async capabilities(signal: AbortSignal): Promise<Capabilities> {
    await this.check();
    return { ...(await super.capabilities(signal)), modes: this.gpu.modes };
  }
}
