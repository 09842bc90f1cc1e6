import { canonicalJson, sha256, type Json } from '../../common/canonical-json';
import type { CreatureSize, VisualSubject } from '../visual-subject';

/** Traits that are made up for a character whose sheet does not tell them. */
export const FILLED_TRAITS = ['skin', 'hair', 'eyes'] as const;
export type FilledTrait = (typeof FILLED_TRAITS)[number];

/** Who somebody is: what stays when clothes and gear change, in the order in which a picture speaks of it. */
export interface IdentityAnchors {
  readonly age: 'child' | 'adult' | 'elder';
  readonly presentation: VisualSubject['presentation'];
  readonly species: string;
  readonly lineage?: string;
  readonly creatureType?: string;
  readonly size: CreatureSize;
  readonly skin?: string;
  readonly hair?: string;
  readonly eyes?: string;
  readonly marks: readonly string[];
  readonly build?: string;
}

/** What of somebody may change from one day to the next. */
export interface IdentityAppearance {
  /** The class that a picture shows. */
  readonly calling?: string;
  readonly outfit: readonly string[];
  readonly gear: readonly string[];
  readonly impression?: string;
}

/**
 * What can be seen of a character, in order and with nothing left open that would make two pictures of it show two
 * people. Levels, hit points, birthdays and names are not in it. Texts are those of `VisualSubject`.
 */
export interface VisualIdentity {
  /** Record version; raised when the meaning of a field changes. */
  readonly version: 1;
  readonly anchors: IdentityAnchors;
  readonly appearance: IdentityAppearance;
  /** Anchors that the sheet does not tell. */
  readonly filled: readonly FilledTrait[];
}

/** An identity as far as it is compared: SHA-256 of each part's canonical JSON, hex. */
export interface IdentityMark {
  readonly version: 1;
  readonly anchors: string;
  readonly appearance: string;
}

/** The mark of an identity; what was told and what was filled in count alike. */
export function markOf({ version, anchors, appearance }: VisualIdentity): IdentityMark {
  return { version, anchors: hashOf(anchors), appearance: hashOf(appearance) };
}

/** By way of JSON, as it is stored: members that are `undefined` are not there. */
function hashOf(part: object): string {
  return sha256(canonicalJson(JSON.parse(JSON.stringify(part)) as Json));
}

/** The subject as its identity has it: what was open is told, and the class shown comes first. */
export function asIdentified(subject: VisualSubject, { anchors, appearance }: VisualIdentity): VisualSubject {
  const { age: _age, ...who } = anchors;
  const { calling } = appearance;
  const others = subject.classes.filter((name) => name !== calling);
  return { ...subject, ...who, classes: calling === undefined ? subject.classes : [calling, ...others] };
}
