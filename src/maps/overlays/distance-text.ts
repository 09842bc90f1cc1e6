/** Feet of a mile. */
export const FEET_PER_MILE = 5280;

/** A length as a map says it: `30 ft`, or `12 mi` from a mile on. @param feet 0 and more */
export function distanceText(feet: number): string {
  const hundredth = (value: number): number => Math.round(value * 100) / 100;
  return feet >= FEET_PER_MILE ? `${hundredth(feet / FEET_PER_MILE)} mi` : `${hundredth(feet)} ft`;
}
