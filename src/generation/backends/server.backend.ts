import { setTimeout as pause } from 'node:timers/promises';
import { DeadlineError, withDeadline } from '../../common/with-deadline';
import type { Dialect } from '../../config/backend-address';
import { ConnectionFailedError, type BackendClient } from './backend.client';
import { assertExpected, type Rounding } from './expected-picture';
import {
  BackendUnavailableError,
  ImageBackend,
  type Capabilities,
  type Painting,
  type PaintRequest,
} from './image-backend';
import { readOrder, type PaintOrder } from './paint-order';
import type { ServerFacts } from './server-facts';
import { WARM_UP_PLAN } from './warm-up-plan';

/** Makes words harmless for servers of a dialect: what they would take for commands, names of files, or weights. */
export type SanitizePrompt = (dialect: Dialect, text: string) => string;

/** What every adapter needs. */
export interface ServerAccess {
  readonly client: BackendClient;
  readonly sanitizePrompt: SanitizePrompt;
}

const FACTS_LAST_MS = 60_000;
/** A server with all its workers parked on pictures answers late, and is not dead. */
const ASKING_MS = 10_000;
const LAST_LOOK_MS = 1000;
/** The next request is put together in less ... */
const YIELD_MS = 2;
/** ... and gone in less, if the thread is free for it. */
const DEPARTURE_MS = 50;

/** What all servers have in common: facts that are remembered, orders in their words, and distrust of what comes back. */
export abstract class ServerBackend extends ImageBackend {
  abstract override readonly dialect: Dialect;
  readonly name: string;
  readonly slots: number;
  readonly weight: number;
  readonly isShared = true;
  protected abstract readonly rounding: Rounding;
  /** What every server of the dialect answers at once. */
  protected abstract readonly livePath: string;
  /** Largest seed it takes for what it is. */
  protected readonly maxSeed: number = 2 ** 32 - 1;
  protected readonly client: BackendClient;
  private readonly sanitizePrompt: SanitizePrompt;
  private isAnotherExpected = false;
  private facts?: { readonly value: ServerFacts; readonly atMs: number };

  constructor({ client, sanitizePrompt }: ServerAccess) {
    super();
    this.client = client;
    this.sanitizePrompt = sanitizePrompt;
    this.name = client.address.name;
    this.slots = client.address.slots;
    this.weight = client.address.weight;
  }

  /** Asks the server what it is and has. */
  protected abstract ask(signal: AbortSignal): Promise<ServerFacts>;

  /**
   * Has one order painted; what comes back is looked at by the caller.
   * @param answered to be called as `PaintRequest.answered` says; resolves when what waits for it has had its turn
   */
  protected abstract carryOut(
    order: PaintOrder,
    facts: ServerFacts,
    signal: AbortSignal,
    answered: () => Promise<void>,
  ): Promise<Painting>;

  /** To be called when an answer begins, where the next request can have its connection made meanwhile. */
  protected getReadyForAnother(): void {
    if (this.isAnotherExpected) this.client.openAhead();
    this.isAnotherExpected = false;
  }

  override async capabilities(signal: AbortSignal): Promise<Capabilities> {
    return (await this.currentFacts(signal)).capabilities;
  }

  override async paint(request: PaintRequest, signal: AbortSignal): Promise<Painting> {
    const facts = await this.currentFacts(signal);
    const sanitize = (text: string): string => this.sanitizePrompt(this.dialect, text);
    const order = await readOrder(request, facts, { maxSeed: this.maxSeed, sanitize });
    try {
      const answered = async (): Promise<void> => {
        if (request.answered === undefined) return;
        request.answered();
        // Reading megabytes holds this thread up: the next request is to leave first.
        await pause(YIELD_MS);
        await this.client.departures.over(DEPARTURE_MS);
      };
      const painting = await this.carryOut(order, facts, signal, answered);
      const { rounding } = this;
      await assertExpected(painting.bytes, order, { rounding, maxBytes: this.client.maxImageBytes });
      return painting;
    } catch (error) {
      this.facts = undefined;
      if (signal.aborted) throw error;
      throw await this.withSuspicion(error);
    }
  }

  override expectAnother(): void {
    this.isAnotherExpected = true;
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.client.get(this.livePath, signal);
  }

  override async warmUp(signal: AbortSignal): Promise<void> {
    await this.paint({ plan: WARM_UP_PLAN, sketch: () => Promise.reject(new Error('a server needs none')) }, signal);
  }

  override close(): Promise<void> {
    return this.client.close();
  }

  private async currentFacts(signal: AbortSignal): Promise<ServerFacts> {
    const { facts } = this;
    if (facts !== undefined && performance.now() - facts.atMs < FACTS_LAST_MS) return facts.value;
    try {
      const value = await withDeadline(ASKING_MS, signal, (limited) => this.ask(limited));
      this.facts = { value, atMs: performance.now() };
      return value;
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      if (facts !== undefined) return facts.value;
      throw new BackendUnavailableError(`did not say within ${ASKING_MS} ms what it can do`, { cause: error });
    }
  }

  /** A connection that broke off before the answer began, and nobody there afterwards: this request may have killed the server. */
  private async withSuspicion(error: unknown): Promise<unknown> {
    if (!(error instanceof ConnectionFailedError && error.wasConnected && !error.hadAnswered)) return error;
    if (await this.client.isThere(this.livePath, AbortSignal.timeout(LAST_LOOK_MS))) return error;
    return new BackendUnavailableError('was gone in the middle of a picture', { cause: error, mayHaveCrashed: true });
  }
}
