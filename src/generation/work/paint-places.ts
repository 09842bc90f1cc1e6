import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { BackendPool } from '../backends/backend-pool';
import type { PoolMember } from '../backends/pool-member';
import type { Slot } from '../backends/slot-ledger';
import type { ClaimedJob } from '../jobs/job-store';
import { chooseJob } from '../scheduling/choose-job';
import type { Ability } from '../scheduling/needs';
import { PaintQueue } from '../scheduling/paint-queue';

/** Every so many-th choice goes to who waits far too long, if anybody does. */
const OVERDUE_TURN = 4;
/** Two replicas that choose the same job at the same moment: the slower one chooses again, so often. */
const TRIES = 5;

/** A job and the place it is painted at. */
export interface PaintTurn {
  readonly job: ClaimedJob;
  readonly member: PoolMember;
  readonly slot: Slot;
}

/** What the worker does with a turn: resolves when the picture is painted, or was not, and the place is free again. */
export type PaintOne = (turn: PaintTurn) => Promise<void>;

/**
 * The places of this process at the backends. A place holds a slot and works off the queue at it, job after job, so that
 * between a picture and the next request to the same server lie two short statements; when nothing is left that the
 * backend can paint it gives the slot back.
 */
@Injectable()
export class PaintPlaces {
  private readonly log = new Logger(PaintPlaces.name);
  private readonly seeking = new Set<PoolMember>();
  /** Woken for in vain, because one was seeking already: what it overlooked is looked for again. */
  private readonly missed = new Set<PoolMember>();
  private readonly places = new Set<Promise<void>>();
  private turns = 0;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly pool: BackendPool,
    private readonly queue: PaintQueue,
  ) {}

  /** Opens a place wherever a backend may be free, one at a time each; a place that finds work opens the next. */
  fill(paintOne: PaintOne, mayGoOn: () => boolean): void {
    for (const member of this.pool.members) {
      if (this.seeking.has(member)) this.missed.add(member);
      else if (member.places < member.backend.slots && mayGoOn()) this.open(member, paintOne, mayGoOn);
    }
  }

  /** Resolves when every place has been left. */
  async left(): Promise<void> {
    while (this.places.size > 0) await Promise.all(this.places);
  }

  private open(member: PoolMember, paintOne: PaintOne, mayGoOn: () => boolean): void {
    this.seeking.add(member);
    this.missed.delete(member);
    this.pool.enter(member);
    const place = this.workOff(member, paintOne, mayGoOn)
      .catch((error: unknown) => this.log.warn({ msg: 'a place was given up', error: messageOf(error) }))
      .finally(() => {
        this.seeking.delete(member);
        this.pool.leave(member);
        this.places.delete(place);
        if (this.missed.delete(member)) this.fill(paintOne, mayGoOn);
      });
    this.places.add(place);
  }

  private async workOff(member: PoolMember, paintOne: PaintOne, mayGoOn: () => boolean): Promise<void> {
    let slot: Slot | undefined;
    try {
      while (mayGoOn() && (await this.pool.isReady(member))) {
        const ability = member.ability(this.pool.members.length > 1);
        if (ability === undefined) return;
        // No slot is taken for nothing: others may look for one at this moment.
        if (slot === undefined && (await this.choose(member, ability)) === undefined) return;
        slot ??= await this.pool.takeSlot(member);
        if (slot === undefined) return;
        const job = await this.claim(member, ability);
        if (job === undefined) return;
        this.seeking.delete(member);
        this.fill(paintOne, mayGoOn);
        await paintOne({ job, member, slot });
      }
    } finally {
      if (slot !== undefined) await this.pool.releaseSlot(slot);
    }
  }

  private async claim(member: PoolMember, ability: Ability): Promise<ClaimedJob | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const chosen = await this.choose(member, ability);
      if (chosen === undefined) return undefined;
      const job = await this.queue.claim(chosen, this.config.JOB_LEASE_MS);
      if (job === undefined) continue;
      this.turns += 1;
      return job;
    }
    return undefined;
  }

  private async choose(member: PoolMember, ability: Ability): Promise<string | undefined> {
    const overdue = this.turns % OVERDUE_TURN === OVERDUE_TURN - 1 ? await this.queue.overdue(ability) : undefined;
    if (overdue !== undefined) return overdue.id;
    const candidates = await this.queue.candidates(ability);
    return chooseJob(candidates, { model: member.model, loadedElsewhere: this.pool.loadedElsewhere(member) })?.id;
  }
}
