import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { ImageServiceError, messageOf } from '../../common/errors';
import { Wakeup } from '../../common/wakeup';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { A1111Backend } from './a1111.backend';
import { CircuitBreaker } from './circuit-breaker';
import { RenderTimeoutError, type ImageBackend, type Painting, type PaintRequest } from './image-backend';
import { PainterBackend } from './painter.backend';
import { SdapiClient } from './sdapi.client';
import { SlotLedger, type Slot } from './slot-ledger';

/** How often a waiting job looks for a slot that another replica gave back. */
const POLL_MS = 100;
const PROBE_MS = 3000;

interface Member {
  readonly backend: ImageBackend;
  readonly breaker: CircuitBreaker;
  /** Requests given to it, which its weight is measured against. */
  given: number;
  /** Whether its slots have their rows. */
  isRegistered: boolean;
}

/** What one painting cost and who did it. */
export interface PaintedBy {
  readonly painting: Painting;
  readonly backend: ImageBackend;
  readonly renderMs: number;
  /** To be told whether the picture is good: a server that paints only black ones is as broken as one that paints none. */
  readonly judge: (error?: unknown) => void;
}

/** All backends of this service: hands a request to one that is free and well. */
@Injectable()
export class BackendPool implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(BackendPool.name);
  private readonly members: readonly Member[];
  private readonly clients: SdapiClient[] = [];
  private readonly freed = new Wakeup();

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly slots: SlotLedger,
    @InjectMetric('image_backend_requests_total') private readonly requests: Counter<'backend' | 'outcome'>,
    @InjectMetric('image_backend_busy_seconds_total') private readonly busy: Counter<'backend'>,
    @InjectMetric('image_backend_up') private readonly up: Gauge<'backend'>,
  ) {
    this.members = this.configured().map((backend) => ({
      backend,
      breaker: new CircuitBreaker(),
      given: 0,
      isRegistered: false,
    }));
  }

  onModuleInit(): void {
    for (const { backend } of this.members) {
      this.up.set({ backend: backend.name }, 1);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  get backends(): readonly ImageBackend[] {
    return this.members.map((member) => member.backend);
  }

  /** Requests in flight that all backends together can take. */
  get totalSlots(): number {
    return this.backends.reduce((sum, backend) => sum + backend.slots, 0);
  }

  /**
   * Waits for a free slot, however long, and paints.
   * @param hold told of the slot, so that it can be kept alive for as long as the painting takes
   * @throws what the backend throws, or the signal's reason
   */
  async paint(request: PaintRequest, hold: (slot: Slot | undefined) => void, signal: AbortSignal): Promise<PaintedBy> {
    const { member, slot } = await this.acquire(signal);
    const start = performance.now();
    try {
      hold(slot);
      const painting = await this.paintInTime(member.backend, request, signal);
      const judge = (error?: unknown): void =>
        error === undefined ? this.praise(member) : this.blame(member, error, signal);
      if (painting.origin === 'drawn') judge();
      return { painting, backend: member.backend, renderMs: performance.now() - start, judge };
    } catch (error) {
      this.blame(member, error, signal);
      throw error;
    } finally {
      this.busy.inc({ backend: member.backend.name }, (performance.now() - start) / 1000);
      hold(undefined);
      await this.slots
        .release(slot)
        .catch((error: unknown) => this.log.warn({ msg: 'slot left to its lease', error: messageOf(error) }));
      this.freed.wake();
    }
  }

  /** A sign of life for a slot in use; false when it was lost. */
  renew(slot: Slot, leaseMs: number): Promise<boolean> {
    return this.slots.renew(slot, leaseMs);
  }

  private async acquire(signal: AbortSignal): Promise<{ member: Member; slot: Slot }> {
    for (;;) {
      signal.throwIfAborted();
      for (const member of this.inTurn()) {
        if (!(await this.isWell(member))) continue;
        const slot = await this.take(member);
        if (slot === undefined) continue;
        member.given += 1;
        return { member, slot };
      }
      await this.freed.wait(POLL_MS);
    }
  }

  /** Rows are made at the first use, not at start: a database that is away for a moment must not end the process. */
  private async take(member: Member): Promise<Slot | undefined> {
    if (!member.isRegistered) await this.slots.register(member.backend);
    member.isRegistered = true;
    return this.slots.take(member.backend, this.config.JOB_LEASE_MS);
  }

  /** Asks a backend that failed, when it is time: a probe costs nothing, a job would cost an attempt. */
  private async isWell({ backend, breaker }: Member): Promise<boolean> {
    if (breaker.isClosed) return true;
    if (!breaker.takeProbe()) return false;
    try {
      await backend.check(AbortSignal.timeout(PROBE_MS));
      breaker.probeSucceeded();
      return true;
    } catch {
      breaker.failed();
      return false;
    }
  }

  /** First who is well, then who has had least for its weight: nobody waits for a probe while another is free. */
  private inTurn(): readonly Member[] {
    const load = ({ backend, given, breaker }: Member): number =>
      (breaker.isClosed ? 0 : 1e15) + given / backend.weight;
    return [...this.members].sort((one, other) => load(one) - load(other));
  }

  private async paintInTime(backend: ImageBackend, request: PaintRequest, signal: AbortSignal): Promise<Painting> {
    const limit = AbortSignal.timeout(this.config.JOB_TIMEOUT_MS);
    try {
      return await backend.paint(request, AbortSignal.any([signal, limit]));
    } catch (error) {
      if (limit.aborted && !signal.aborted) throw new RenderTimeoutError(this.config.JOB_TIMEOUT_MS);
      throw error;
    }
  }

  private praise(member: Member): void {
    member.breaker.succeeded();
    this.report(member, 'ok', 1);
  }

  private blame(member: Member, error: unknown, signal: AbortSignal): void {
    // A request that we took back, or that the backend refused for what it asked, says nothing of its health.
    const itsFault = !signal.aborted && !(error instanceof ImageServiceError && error.retry === 'never');
    if (itsFault) member.breaker.failed();
    this.report(member, error instanceof ImageServiceError ? error.code.toLowerCase() : 'aborted', itsFault ? 0 : 1);
  }

  private report(member: Member, outcome: string, up: 0 | 1): void {
    this.requests.inc({ backend: member.backend.name, outcome });
    this.up.set({ backend: member.backend.name }, up);
  }

  private configured(): ImageBackend[] {
    const addresses = this.config.STABLE_DIFFUSION_URL;
    if (addresses.length === 0) return [new PainterBackend()];
    return addresses.map((address) => {
      const client = new SdapiClient(address, this.config.MAX_IMAGE_SIZE);
      this.clients.push(client);
      return new A1111Backend(address, client);
    });
  }
}
