import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ImageServiceError, messageOf } from '../../common/errors';
import { DeadlineError, withDeadline } from '../../common/with-deadline';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { inSpan } from '../../tracing/spans';
import { BackendMetrics } from './backend-metrics';
import { BackendReports } from './backend-reports';
import { BackendRows, type BackendRow } from './backend-rows';
import { RenderTimeoutError, type ImageBackend, type Painting, type PaintRequest } from './image-backend';
import { openBackend } from './open-backend';
import { PainterBackend } from './painter.backend';
import type { Ability, Needs } from '../scheduling/needs';
import { PoolMember } from './pool-member';
import { SlotLedger, type Slot } from './slot-ledger';

/** A backend that fails is asked so long whether it is back. */
const PROBE_MS = 3000;
/** Rows are read again so often: a server that was added paints after at most this. */
const REFRESH_MS = 5000;

/** What one painting cost and who did it. */
export interface PaintedBy {
  readonly painting: Painting;
  readonly backend: ImageBackend;
  readonly renderMs: number;
  /** To be told whether the picture is good: a server that paints only black ones is as broken as one that paints none. */
  readonly judge: (error?: unknown) => void;
}

/** All backends of this service, and their health as this process sees it. */
@Injectable()
export class BackendPool implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(BackendPool.name);
  private readonly known = new Map<string, { readonly member: PoolMember; readonly address: string }>();
  private readonly painter = new PoolMember(new PainterBackend());
  private timer?: NodeJS.Timeout;
  private isSynced = false;
  /** Whether the rows were ever read: until then nobody knows whether the painter is all there is. */
  private isRead = false;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly rows: BackendRows,
    private readonly slots: SlotLedger,
    private readonly metrics: BackendMetrics,
    private readonly reports: BackendReports,
  ) {}

  async onModuleInit(): Promise<void> {
    // Without the database this process knows those of its configuration, and the others as soon as it is back.
    for (const address of this.config.STABLE_DIFFUSION_URL) {
      this.know({ name: address.name, address, origin: 'config', state: 'active', model: null, render_ms: null });
    }
    await this.refresh();
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.known.values()].map(({ member }) => member.backend.close()));
  }

  /** Every backend, the heaviest first; the embedded painter where there is no other. */
  get members(): readonly PoolMember[] {
    if (this.known.size === 0) return [this.painter];
    const members = [...this.known.values()].map(({ member }) => member);
    return members.sort((one, other) => other.backend.weight - one.backend.weight);
  }

  get backends(): readonly ImageBackend[] {
    return this.members.map((member) => member.backend);
  }

  /** Requests in flight that all backends together can take. */
  get totalSlots(): number {
    return this.backends.reduce((sum, backend) => sum + backend.slots, 0);
  }

  /** Checkpoints that others than this one have loaded, which are well. */
  loadedElsewhere(than: PoolMember): ReadonlySet<string> {
    const others = this.members.filter((member) => member !== than && member.isUp);
    return new Set(others.flatMap(({ model }) => (model === undefined ? [] : [model])));
  }

  /** What those can paint that are up, without `than`. */
  abilitiesUp(than?: PoolMember): readonly Ability[] {
    const up = this.members.filter((member) => member !== than && member.isUp);
    return up.flatMap(({ ability }) => (ability === undefined ? [] : [ability]));
  }

  /** What all can paint, whether up or not; `undefined` while some have not said it. */
  get abilities(): readonly Ability[] | undefined {
    if (!this.isRead) return undefined;
    const told = this.members.flatMap(({ ability }) => (ability === undefined ? [] : [ability]));
    return told.length < this.members.length ? undefined : told;
  }

  /** Whether a backend could paint that; `undefined` while some have not said what they can do. */
  canAnyone(needs: Needs): boolean | undefined {
    const answers = this.members.map((member) => member.can(needs));
    if (answers.includes(true)) return true;
    return !this.isRead || answers.includes(undefined) ? undefined : false;
  }

  /**
   * Whether work may be given to it now. A backend that failed is probed when it is time: a probe costs nothing, a job
   * would cost an attempt. One that has not yet told what it can do is asked.
   */
  async isReady(member: PoolMember): Promise<boolean> {
    const { backend, breaker } = member;
    // The painter stands in only where nobody else is known: that must have been looked up.
    if (member.state === 'draining' || !this.isRead) return false;
    const mustProve = !breaker.isClosed;
    if (mustProve && !breaker.takeProbe()) return false;
    try {
      if (mustProve) await backend.check(AbortSignal.timeout(PROBE_MS));
      member.capabilities = await backend.capabilities(AbortSignal.timeout(PROBE_MS));
      member.model = member.capabilities.model ?? member.model;
      if (mustProve) breaker.probeSucceeded();
      this.reports.found(member);
      this.metrics.found(member);
      return true;
    } catch (error) {
      breaker.failed();
      this.reports.found(member, codeOf(error));
      this.metrics.ended(backend.name, 'unreachable', false);
      this.log.debug({ msg: 'a backend does not answer', backend: backend.name, error: messageOf(error) });
      return false;
    }
  }

  /** A free slot at it, or `undefined`. Its rows are made at the first use: a database that is away then ends nothing. */
  async takeSlot(member: PoolMember): Promise<Slot | undefined> {
    if (!member.isRegistered) await this.slots.register(member.backend);
    const slot = await this.slots.take(member.backend, this.config.JOB_LEASE_MS);
    // All in use, or the rows went with a backend that was removed and added again: looked after the next time.
    member.isRegistered = slot !== undefined;
    return slot;
  }

  async releaseSlot(slot: Slot): Promise<void> {
    await this.slots
      .release(slot)
      .catch((error: unknown) => this.log.warn({ msg: 'slot left to its lease', error: messageOf(error) }));
  }

  /** A place of this process at it, to be left again. */
  enter(member: PoolMember): void {
    member.places += 1;
  }

  leave(member: PoolMember): void {
    member.places -= 1;
    if (member.isForgotten && member.places === 0) void member.backend.close().catch(() => undefined);
  }

  /** A sign of life for a slot in use; false when it was lost. */
  renew(slot: Slot, leaseMs: number): Promise<boolean> {
    return this.slots.renew(slot, leaseMs);
  }

  /** Paints at that backend; the caller holds a slot of it. @throws what the backend throws, or the signal's reason */
  async paint(member: PoolMember, request: PaintRequest, signal: AbortSignal): Promise<PaintedBy> {
    const start = performance.now();
    try {
      const painting = await this.paintInTime(member.backend, request, signal);
      const renderMs = performance.now() - start;
      member.model = painting.model;
      const judge = (error?: unknown): void =>
        error === undefined ? this.praise(member, renderMs) : this.blame(member, error, signal);
      if (painting.origin === 'drawn') judge();
      return { painting, backend: member.backend, renderMs, judge };
    } catch (error) {
      this.blame(member, error, signal);
      throw error;
    } finally {
      const workedMs = performance.now() - start;
      this.metrics.painted(member.backend.name, workedMs);
      this.reports.worked(member, workedMs);
    }
  }

  private async paintInTime(backend: ImageBackend, request: PaintRequest, signal: AbortSignal): Promise<Painting> {
    const { JOB_TIMEOUT_MS: limitMs } = this.config;
    const facts = { 'image.backend': backend.name, 'image.dialect': backend.dialect };
    try {
      return await inSpan('render', { facts }, () =>
        withDeadline(limitMs, signal, (limited) => backend.paint(request, limited)),
      );
    } catch (error) {
      throw error instanceof DeadlineError ? new RenderTimeoutError(limitMs) : error;
    }
  }

  private praise(member: PoolMember, renderMs: number): void {
    member.breaker.succeeded();
    this.metrics.ended(member.backend.name, 'ok', true);
    this.reports.painted(member, renderMs);
  }

  private blame(member: PoolMember, error: unknown, signal: AbortSignal): void {
    // A request that we took back, or that the backend refused for what it asked, says nothing of its health.
    const isItsFault = !signal.aborted && !(error instanceof ImageServiceError && error.retry === 'never');
    if (isItsFault) member.breaker.failed();
    this.reports.found(member, isItsFault ? codeOf(error) : undefined);
    this.metrics.ended(member.backend.name, codeOf(error)?.toLowerCase() ?? 'aborted', !isItsFault);
  }

  /** Reads the rows again, as happens every few seconds anyway. Never throws. */
  async refresh(): Promise<void> {
    try {
      // Who paints nothing need not know where the servers are, and must not take them from those who do.
      const { ROLE: role, STABLE_DIFFUSION_URL: addresses } = this.config;
      if (!this.isSynced && role !== 'api') await this.rows.syncConfigured(addresses);
      this.isSynced = true;
      const rows = await this.rows.all();
      this.isRead = true;
      for (const row of rows) this.know(row);
      for (const name of this.known.keys()) if (!rows.some((row) => row.name === name)) this.forget(name);
    } catch (error) {
      this.log.warn({ msg: 'the list of backends cannot be read', error: messageOf(error) });
    }
    if (this.config.ROLE !== 'api') this.metrics.know(this.backends);
  }

  private know(row: BackendRow): void {
    const address = JSON.stringify(row.address, Object.keys(row.address).sort());
    const before = this.known.get(row.name);
    if (before !== undefined && before.address !== address) this.forget(row.name);
    const entry = this.known.get(row.name) ?? { member: this.opened(row), address };
    entry.member.state = row.state;
    this.known.set(row.name, entry);
  }

  /** The adapter for a row. */
  protected open({ address }: BackendRow): ImageBackend {
    return openBackend(address, { maxImageBytes: this.config.MAX_IMAGE_SIZE });
  }

  private opened(row: BackendRow): PoolMember {
    const member = new PoolMember(this.open(row));
    member.model = row.model ?? undefined;
    return member;
  }

  /** Its connections close when what it paints at the moment has ended. */
  private forget(name: string): void {
    const member = this.known.get(name)?.member;
    this.known.delete(name);
    if (member === undefined) return;
    member.state = 'draining';
    member.isForgotten = true;
    if (member.places === 0) void member.backend.close().catch(() => undefined);
  }
}

const codeOf = (error: unknown): string | undefined => (error instanceof ImageServiceError ? error.code : undefined);
