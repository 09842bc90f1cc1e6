import { stroke, tint } from './ink';

/**
 * The word "sketch" in strokes of our own, because a bare machine has no font: in the lower right corner, small, on a
 * dark band so that it can be read on every background.
 *
 * @param right x of the corner and `bottom` its y, in drawing units
 */
export function sketchMark(right: number, bottom: number): string {
  const letters = LETTERS.map(
    ([x, path]) => `<g transform="translate(${x} 0)">${stroke(path, 3.4, '#ffffff', 0.92)}</g>`,
  );
  return (
    `<g transform="translate(${right - 128} ${bottom - 54})">` +
    tint('M14 0H98C106 0 112 6 112 14V24C112 32 106 38 98 38H14C6 38 0 32 0 24V14C0 6 6 0 14 0Z', '#000000', 0.42) +
    `<g transform="translate(14 8)">${letters.join('')}</g></g>`
  );
}

/** Offset and strokes of each letter; base line at 20, height of small letters 12. */
const LETTERS: readonly (readonly [number, string])[] = [
  [0, 'M9 9.5C7 7 1 7.4 1.4 11C1.8 14.4 9.4 12.6 9.6 16.6C9.8 20.6 2.6 21 0.6 17.8'],
  [15, 'M1 0V20M10 8L1.4 14.4M4.4 12.4L10.6 20'],
  [30, 'M0.8 13.8H10C10 9.8 8 8 5.4 8C2.6 8 0.6 10.4 0.6 14C0.6 17.8 2.8 20.2 5.8 20.2C7.6 20.2 9 19.4 9.8 18'],
  [44, 'M4.4 2V16.4C4.4 19.4 6.4 20.6 9 19.6M0.6 8H9'],
  [58, 'M9.4 10C8.4 8.6 7 8 5.6 8C2.6 8 0.6 10.6 0.6 14.2C0.6 17.8 2.6 20.2 5.6 20.2C7.2 20.2 8.6 19.4 9.6 18'],
  [73, 'M1 0V20M1 13C2.2 9.8 4.2 8 6.4 8C9 8 9.8 10 9.8 12.6V20'],
];
