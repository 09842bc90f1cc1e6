import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { BackendPool } from '../backends/backend-pool';
import type { PoolMember } from '../backends/pool-member';
import type { Slot } from '../backends/slot-ledger';
import type { ClaimedJob } from '../jobs/job-store';
import { chooseInOrder, type Candidate } from '../scheduling/choose-job';
import { PaintQueue, type Painter } from '../scheduling/paint-queue';

/** Every so many-th choice goes to who waits far too long, if anybody does. */
const OVERDUE_TURN = 4;
/** Replicas that look at the same queue take jobs from each other: who has lost every one it wished for looks again, so often. */
const LOOKS = 5;
/** Jobs of a line that one claim tries. */
const WISHES = 8;

/** The next job of a place is claimed so long (milliseconds) before the one in work is likely to end ... */
const LEAD_MS = 500;
/** ... or this share of what one takes: the later, the less does an urgent one wait for it; too late, and the server waits. */
const LEAD_SHARE = 0.25;
/** A lease is young for half of its time. */
const YOUNG = 0.5;
/** How much the newest turn counts in the smoothed time of one. */
const NEWEST = 0.3;

/** A job and the place it is painted at. */
export interface PaintTurn {
  readonly job: ClaimedJob;
  readonly member: PoolMember;
  /**
   * Resolves when it may be painted: with the slot that is held for it; with `undefined` when it must go back to the queue. Until
   * then it can be prepared.
   */
  readonly slot: Promise<Slot | undefined>;
}

/** What the worker does with a turn: resolves when the picture is painted, or was not, and the place is free again. */
export type PaintOne = (turn: PaintTurn) => Promise<void>;

/** What the places are filled with. */
export interface PlaceWork {
  readonly paintOne: PaintOne;
  /** Whether another picture may be begun. */
  readonly mayGoOn: () => boolean;
  /** Whether one may be claimed that is begun later, when those in work are painted. */
  readonly mayPrepare: () => boolean;
}

/** A job that was claimed while another was painted at the place. */
interface Ahead {
  /** Resolves as `PaintOne`. */
  readonly left: Promise<void>;
  readonly go: (slot: Slot | undefined) => void;
}

interface Place {
  readonly member: PoolMember;
  slot?: Slot;
  /** Which call of `fill` its last look at the queue came after. */
  lookedAt: number;
}

/**
 * The places of this process at the backends. A place holds a slot and works off the queue at it, job after job. Shortly
 * before a picture is likely to be done it claims the next job, so that nothing lies between the picture and the next request to
 * the same server; when nothing is left that the backend can paint it gives the slot back.
 */
@Injectable()
export class PaintPlaces {
  private readonly log = new Logger(PaintPlaces.name);
  private readonly seeking = new Map<PoolMember, Place>();
  private readonly places = new Set<Promise<void>>();
  /** Calls of `fill`: a place that found nothing looks again when there was one since. */
  private calls = 0;
  private turns = 0;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly pool: BackendPool,
    private readonly queue: PaintQueue,
  ) {}

  /** Opens a place wherever a backend may be free, one at a time each; a place that finds work opens the next. */
  fill(work: PlaceWork): void {
    this.calls += 1;
    this.lookAround(work);
  }

  /** Resolves when every place has been left. */
  async left(): Promise<void> {
    while (this.places.size > 0) await Promise.all(this.places);
  }

  private lookAround(work: PlaceWork): void {
    for (const member of this.pool.members) {
      const isFull = member.places >= member.backend.slots;
      if (!isFull && !this.seeking.has(member) && work.mayGoOn()) this.open(member, work);
    }
  }

  private open(member: PoolMember, work: PlaceWork): void {
    const place: Place = { member, lookedAt: this.calls };
    this.seeking.set(member, place);
    this.pool.enter(member);
    const done = this.workOff(place, work)
      .catch((error: unknown) => this.log.warn({ msg: 'a place was given up', error: messageOf(error) }))
      .then(() => this.giveBack(place, work))
      .finally(() => {
        this.endSeeking(place);
        this.pool.leave(member);
        this.places.delete(done);
        if (place.lookedAt < this.calls) this.lookAround(work);
      });
    this.places.add(done);
  }

  private async workOff(place: Place, work: PlaceWork): Promise<void> {
    for (let inWork = await this.begin(place, work); inWork !== undefined;) {
      inWork = (await this.follow(place, work, inWork.left)) ?? (await this.begin(place, work));
    }
  }

  /** Takes a job and has it painted at once; `undefined` when there is none for this place. */
  private async begin(place: Place, work: PlaceWork): Promise<Pick<Ahead, 'left'> | undefined> {
    const { member } = place;
    let looks = LOOKS;
    while (looks > 0 && work.mayGoOn() && (await this.pool.isReady(member))) {
      place.lookedAt = this.calls;
      const [line] = await Promise.all([this.line(member), this.keepSlot(place)]);
      // No slot is taken for nothing: others may look for one at this moment.
      if (line.length > 0) place.slot ??= await this.pool.takeSlot(member);
      if (line.length === 0 || place.slot === undefined) return undefined;
      const job = await this.claimFirst(line, member);
      looks = job === undefined ? looks - 1 : LOOKS;
      if (job === undefined) continue;
      this.endSeeking(place);
      this.lookAround(work);
      return { left: work.paintOne({ job, member, slot: Promise.resolve(place.slot) }) };
    }
    return undefined;
  }

  /** Waits for the picture in work, and has the next begun, if it was claimed in time and may be painted here. */
  private async follow(place: Place, work: PlaceWork, left: Promise<void>): Promise<Ahead | undefined> {
    const over = new AbortController();
    const claiming = this.claimAhead(place, work, over.signal);
    const begunAt = performance.now();
    await left;
    over.abort();
    const { member } = place;
    const tookMs = performance.now() - begunAt;
    member.turnMs = (member.turnMs ?? tookMs) * (1 - NEWEST) + tookMs * NEWEST;
    const ahead = await claiming;
    const mayStay = ahead !== undefined && (this.isStaying(place, work) || (await this.mayStay(place, work)));
    ahead?.go(mayStay ? place.slot : undefined);
    return mayStay ? ahead : undefined;
  }

  /** Never rejects: what is not claimed ahead is claimed in its time. */
  private async claimAhead(place: Place, work: PlaceWork, over: AbortSignal): Promise<Ahead | undefined> {
    const { member } = place;
    const { turnMs } = member;
    if (turnMs === undefined) return undefined;
    try {
      await pause(turnMs - Math.max(LEAD_MS, turnMs * LEAD_SHARE), undefined, { signal: over });
      if (!work.mayPrepare() || !(await this.pool.isReady(member))) return undefined;
      const [line] = await Promise.all([this.line(member), this.refreshSlot(place)]);
      const job = await this.claimFirst(line, member);
      if (job === undefined) return undefined;
      member.backend.expectAnother();
      let go: Ahead['go'] = () => undefined;
      const slot = new Promise<Slot | undefined>((resolve) => (go = resolve));
      return { left: work.paintOne({ job, member, slot }), go };
    } catch (error) {
      if (!over.aborted) this.log.warn({ msg: 'no job was claimed ahead', error: messageOf(error) });
      return undefined;
    }
  }

  /** Whether the place may go on without asking anybody: its slot's lease is young. */
  private isStaying({ slot, member }: Place, work: PlaceWork): boolean {
    return slot !== undefined && this.ageOf(slot) < YOUNG && member.isUp && work.mayGoOn();
  }

  /**
   * While a picture is painted and its slot is half as old as one that is not young any more, so that nobody has to when the picture is
   * there. Never rejects: a slot that stays old is renewed then.
   */
  private async refreshSlot(place: Place): Promise<void> {
    if (place.slot !== undefined && this.ageOf(place.slot) > YOUNG / 2)
      await this.keepSlot(place).catch(() => undefined);
  }

  /** In leases since its last sign of life. */
  private ageOf({ aliveAtMs }: Slot): number {
    return (performance.now() - aliveAtMs) / this.config.JOB_LEASE_MS;
  }

  private async mayStay(place: Place, work: PlaceWork): Promise<boolean> {
    if (!place.member.isUp || !work.mayGoOn()) return false;
    await this.keepSlot(place).catch(() => (place.slot = undefined));
    return this.isStaying(place, work);
  }

  private endSeeking(place: Place): void {
    if (this.seeking.get(place.member) === place) this.seeking.delete(place.member);
  }

  private async giveBack({ slot, member }: Place, work: PlaceWork): Promise<void> {
    if (slot === undefined) return;
    await this.pool.releaseSlot(slot);
    // Left though there may be work: another replica can go on at once.
    if (!work.mayGoOn() && member.backend.isShared) await this.queue.announceFreePlace().catch(() => undefined);
  }

  /** A sign of life for the slot of the place, if it has one; forgets it when it was lost. */
  private async keepSlot(place: Place): Promise<void> {
    const { slot } = place;
    if (slot === undefined || (await this.pool.renew(slot, this.config.JOB_LEASE_MS))) return;
    if (place.slot === slot) place.slot = undefined;
  }

  /** The jobs that it may paint now; at times only the one that waits for too long. */
  private async line(member: PoolMember): Promise<readonly Candidate[]> {
    const { ability } = member;
    if (ability === undefined) return [];
    const painter: Painter = { ability, others: this.pool.abilitiesUp(member) };
    const isOverdueTurn = this.turns % OVERDUE_TURN === OVERDUE_TURN - 1;
    const overdue = isOverdueTurn ? await this.queue.overdue(painter) : undefined;
    return overdue === undefined ? this.queue.candidates(painter) : [overdue];
  }

  private async claimFirst(line: readonly Candidate[], member: PoolMember): Promise<ClaimedJob | undefined> {
    const backend = { model: member.model, loadedElsewhere: this.pool.loadedElsewhere(member) };
    const wishes = chooseInOrder(line, backend, WISHES);
    if (wishes.length === 0) return undefined;
    this.turns += 1;
    return this.queue.claim(
      wishes.map(({ id }) => id),
      this.config.JOB_LEASE_MS,
    );
  }
}
