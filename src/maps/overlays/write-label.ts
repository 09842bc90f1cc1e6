import { LABEL_FONTS } from '../../processing/bundled-fonts';
import { num } from '../drawing/svg';
import { escapeXml, writtenText } from './label-text';

/** Where and how a text is written; squares. */
export interface LabelStyle {
  readonly x: number;
  /** Of the line it stands on. */
  readonly y: number;
  /** Height of the letters. */
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Six digits after `#`. */
  readonly colour?: string;
}

/** A text from outside as an SVG element: dark letters with a light rim, readable on any map. Nothing for an empty one. */
export function writeLabel(label: string, { x, y, size, anchor = 'middle', colour = '#16120e' }: LabelStyle): string {
  const text = writtenText(label);
  if (text === '') return '';
  return (
    `<text x="${num(x)}" y="${num(y)}" font-family="${LABEL_FONTS}" font-weight="700" font-size="${num(size)}"` +
    ` text-anchor="${anchor}" fill="${colour}" stroke="#fff" stroke-width="${num(size * 0.17)}" stroke-linejoin="round"` +
    ` paint-order="stroke">${escapeXml(text)}</text>`
  );
}
