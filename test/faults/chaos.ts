import type { NatsConnection } from 'nats';
import type { SimulatedCharacterService } from '../support/simulated-character-service';
import type { BackendFront } from './backend-front';
import type { FaultDatabase } from './fault-database';
import type { FaultHub } from './fault-hub';
import type { FaultReplica } from './fault-replica';
import type { SeededRandom } from '../support/seeded-random';
import { LEASE_MS, type FaultSettings } from './settings';
import type { StorageFault, StorageProxy } from './storage-proxy';

/** Everything that can break. */
export interface Breakable {
  readonly replicas: readonly FaultReplica[];
  readonly hub: FaultHub;
  readonly database: FaultDatabase;
  readonly storage: StorageProxy;
  readonly fronts: readonly BackendFront[];
  readonly characters: SimulatedCharacterService;
}

/** A connection that comes back by itself, as an operator has it. */
export interface OperatorDoor {
  readonly connection: NatsConnection;
}

/** A fault that really happened, `Date.now()` at both ends. */
export interface Happened {
  readonly fault: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How often each fault lies in the deck; a deck is played to its end before it is shuffled again. */
const DECK = {
  'replica kill -9': 5,
  'replica frozen': 2,
  'replicas restarted in turn': 1,
  'hub kill -9': 2,
  'database stopped at once': 2,
  storage: 3,
  backend: 5,
  'character service': 2,
  'durable deleted': 1,
} as const;
type Fault = keyof typeof DECK;

const STORAGE_FAULTS: readonly StorageFault[] = ['refuse', 'delay', 'lose-answer'];
const BACKEND_FAULTS = ['http500', 'http503', 'hang', 'reset', 'truncated', 'empty-images', 'restart'] as const;
const MANNERS = ['silent', 'malformed', 'slow'] as const;

/** Breaks things at random moments, several at once, and notes what really happened. */
export class Chaos {
  readonly happened: Happened[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private hubIsBusy = false;
  private databaseIsBusy = false;
  private loop?: Promise<void>;
  private failure?: Error;

  constructor(
    private readonly things: Breakable & OperatorDoor,
    private readonly random: SeededRandom,
    private readonly settings: FaultSettings,
  ) {}

  start(): void {
    this.loop = this.play();
  }

  /**
   * Breaks nothing more; resolves when everything is mended.
   * @throws Error when something could not be mended: then the run says nothing about the service
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await Promise.all(this.running);
    for (const front of this.things.fronts) front.heal();
    if (this.failure !== undefined) throw this.failure;
  }

  private async play(): Promise<void> {
    let deck: Fault[] = [];
    while (!this.stopping.signal.aborted) {
      await pause(this.random.between(...this.settings.pauseMs));
      if (this.stopping.signal.aborted) return;
      if (deck.length === 0) deck = this.random.shuffled(fullDeck());
      const fault = deck.pop();
      if (fault === undefined) continue;
      const run = this.note(fault)
        .catch((error: unknown) => {
          this.failure ??= new Error(`${fault} could not be mended`, { cause: error });
        })
        .finally(() => this.running.delete(run));
      this.running.add(run);
    }
  }

  private async note(fault: Fault): Promise<void> {
    const fromMs = Date.now();
    const detail = await this.injectors[fault]();
    if (detail === undefined) return;
    this.happened.push({ fault: detail === '' ? fault : `${fault}: ${detail}`, fromMs, toMs: Date.now() });
  }

  /** Each resolves when it is over, with its detail; with `undefined` when it could not happen. */
  private readonly injectors: Readonly<Record<Fault, () => Promise<string | undefined>>> = {
    'replica kill -9': () =>
      this.withReplica(async ({ process }) => {
        await process.end('SIGKILL');
        await process.start();
      }),
    'replica frozen': () =>
      this.withReplica(async ({ process }) => {
        process.signal('SIGSTOP');
        await pause(2 * LEASE_MS);
        process.signal('SIGCONT');
      }),
    'replicas restarted in turn': () => this.restartInTurn(),
    'hub kill -9': () => this.breakHub(),
    'database stopped at once': () => this.breakDatabase(),
    storage: () => this.breakStorage(),
    backend: () => this.breakBackend(),
    'character service': () => this.breakCharacters(),
    'durable deleted': () => this.deleteDurable(),
  };

  private async withReplica(breakIt: (replica: FaultReplica) => Promise<void>): Promise<string | undefined> {
    const free = this.things.replicas.filter((replica) => !replica.isBusy && replica.process.isRunning);
    if (free.length === 0) return undefined;
    const replica = this.random.pick(free);
    replica.isBusy = true;
    await breakIt(replica).finally(() => (replica.isBusy = false));
    return '';
  }

  private async restartInTurn(): Promise<string | undefined> {
    let restarted = 0;
    for (const replica of this.things.replicas) {
      if (replica.isBusy) continue;
      replica.isBusy = true;
      await replica.process.end('SIGTERM');
      await replica.process.start();
      await replica.whenReady().catch(() => undefined);
      replica.isBusy = false;
      restarted += 1;
    }
    return restarted === 0 ? undefined : '';
  }

  private async breakHub(): Promise<string | undefined> {
    if (this.hubIsBusy) return undefined;
    this.hubIsBusy = true;
    await this.things.hub.process.end('SIGKILL');
    await pause(this.random.between(1000, 3000));
    await this.things.hub.start();
    this.hubIsBusy = false;
    return '';
  }

  private async breakDatabase(): Promise<string | undefined> {
    if (this.databaseIsBusy) return undefined;
    this.databaseIsBusy = true;
    await this.things.database.stopAtOnce();
    await pause(this.random.between(1000, 3000));
    await this.things.database.start();
    this.databaseIsBusy = false;
    return '';
  }

  private async breakStorage(): Promise<string | undefined> {
    const { storage } = this.things;
    if (storage.fault !== undefined) return undefined;
    const fault = this.random.pick(STORAGE_FAULTS);
    const before = storage.hits[fault];
    storage.delayMs = this.random.between(300, 2000);
    storage.fault = fault;
    await pause(this.random.between(1000, 3000));
    storage.fault = undefined;
    return storage.hits[fault] > before ? fault : undefined;
  }

  private async breakBackend(): Promise<string | undefined> {
    const front = this.random.pick(this.things.fronts);
    const fault = this.random.pick(BACKEND_FAULTS);
    if (fault === 'restart') {
      await front.restart(this.random.between(300, 1500));
      return fault;
    }
    const times = fault === 'hang' ? 1 : this.random.whole(1, 3);
    const waiting = front.simulated.faults;
    const before = waiting.length;
    front.spoil(fault, times);
    // Taken by the next renders; when none comes, it did not happen.
    for (let look = 0; look < 30 && waiting.length > 0; look += 1) await pause(100);
    return waiting.length < before + times ? fault : undefined;
  }

  private async breakCharacters(): Promise<string | undefined> {
    const { characters } = this.things;
    if (characters.manner !== 'nest' || characters.delayMs > 0) return undefined;
    const manner = this.random.pick(MANNERS);
    const before = characters.requests.length;
    if (manner === 'slow') characters.delayMs = 2000;
    else characters.manner = manner;
    await pause(this.random.between(2000, 4000));
    characters.manner = 'nest';
    characters.delayMs = 0;
    return characters.requests.length > before ? manner : undefined;
  }

  /** The service makes it anew and hears everything once more. */
  private async deleteDurable(): Promise<string | undefined> {
    // A naive worker would simply hear nothing more: that is not how it is to be found out.
    if (this.settings.naive) return undefined;
    try {
      const manager = await this.things.connection.jetstreamManager({ checkAPI: false, timeout: 1000 });
      const durables = await manager.consumers.list('IMAGE_INTAKE').next();
      const { name } = this.random.pick(durables);
      return (await manager.consumers.delete('IMAGE_INTAKE', name)) ? '' : undefined;
    } catch {
      // The hub is away at this moment: it did not happen.
      return undefined;
    }
  }
}

function fullDeck(): Fault[] {
  return Object.entries(DECK).flatMap(([fault, times]) => Array.from({ length: times }, () => fault as Fault));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
