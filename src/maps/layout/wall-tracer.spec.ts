import { WallTracer } from './wall-tracer';

describe('WallTracer', () => {
  it('joins the edges of a square room to one closed line with four corners', () => {
    const tracer = new WallTracer(4, 4);
    for (const at of [1, 2]) {
      tracer.add(at, 1, false);
      tracer.add(at, 3, false);
      tracer.add(1, at, true);
      tracer.add(3, at, true);
    }

    const lines = tracer.trace();

    expect(lines).toEqual([[[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]); // prettier-ignore
  });

  it('ends a line at the bounds of a door and begins another behind it', () => {
    const tracer = new WallTracer(5, 1);
    for (const x of [0, 1, 3, 4]) tracer.add(x, 0, false);
    tracer.endAt([2, 0]);
    tracer.endAt([3, 0]);

    const lines = tracer.trace();

    expect(lines).toEqual([[[0, 0], [2, 0]], [[3, 0], [5, 0]]]); // prettier-ignore
  });

  it('keeps a through wall in one piece where another wall meets it', () => {
    const tracer = new WallTracer(4, 2);
    for (const x of [0, 1, 2, 3]) tracer.add(x, 0, false);
    tracer.add(2, 0, true);

    const lines = tracer.trace();

    expect(lines).toEqual(expect.arrayContaining([[[0, 0], [4, 0]]])); // prettier-ignore
    expect(lines).toHaveLength(2);
  });
});
