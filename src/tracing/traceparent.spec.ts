import { readTraceparent, traceparentFrom, traceparentParts } from './traceparent';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('A traceparent', () => {
  it.each([`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`, `cc-${TRACE}-${SPAN}-ff`, ` 00-${TRACE}-${SPAN}-01 `])(
    'is taken over when it is spelled well: %p',
    (value) => {
      const read = readTraceparent(value);

      expect(read).toBe(value.trim());
    },
  );

  it.each([
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
    '',
    7,
    undefined,
    [`00-${TRACE}-${SPAN}-01`],
  ])('is dropped when it is not: %p', (value) => {
    const read = readTraceparent(value);

    expect(read).toBeUndefined();
  });

  it('comes out as it went in', () => {
    const parts = traceparentParts(`00-${TRACE}-${SPAN}-01`);

    expect(parts).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1 });
    expect(parts && traceparentFrom(parts)).toBe(`00-${TRACE}-${SPAN}-01`);
  });

  it.each([null, undefined, 'nonsense'])('has no parts when it is %p', (value) => {
    expect(traceparentParts(value)).toBeUndefined();
  });
});
