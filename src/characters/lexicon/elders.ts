import type { VisualSubject } from '../visual-subject';

/** Years at which somebody of a people looks old (lifespans after the SRD, CC BY 4.0); of other peoples nobody knows. */
const ELDERS: ReadonlyMap<string, number> = new Map([
  ['dragonborn', 60],
  ['dwarf', 250],
  ['elf', 550],
  ['gnome', 300],
  ['goliath', 60],
  ['half-elf', 130],
  ['half-orc', 50],
  ['halfling', 110],
  ['human', 60],
  ['orc', 50],
  ['person', 60],
  ['tiefling', 70],
]);

/** Whether somebody is said to be old, or is so by the years that are usual in its people. A minor never is. */
export function isElder({
  minor,
  elder,
  ageYears,
  species,
}: Pick<VisualSubject, 'minor' | 'elder' | 'ageYears' | 'species'>): boolean {
  if (minor) return false;
  return elder === true || (ageYears !== undefined && ageYears >= (ELDERS.get(species) ?? Infinity));
}
