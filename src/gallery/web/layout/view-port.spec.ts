import { fittingScale, kept, moved, type Staging, WHOLE, zoomed } from './view-port';

/** A picture twice as large as its stage, and half as high as it could be. */
const WHERE: Staging = { stage: { width: 800, height: 600 }, picture: { width: 1600, height: 600 } };

describe('A picture on its stage', () => {
  it('is shown whole, and when it is small at most twice its size', () => {
    expect(fittingScale(WHERE)).toBe(0.5);
    expect(fittingScale({ ...WHERE, picture: { width: 20, height: 20 } })).toBe(2);
  });

  it('stays where the pointer is when it is enlarged', () => {
    const at = { x: 100, y: 20 };

    const view = zoomed({ zoom: 4, x: -50, y: 10 }, 2, at, WHERE);

    const under = (x: number, y: number, zoom: number) => [(at.x - x) / zoom, (at.y - y) / zoom];
    expect(view.zoom).toBe(8);
    expect(under(view.x, view.y, view.zoom)).toEqual(under(-50, 10, 4));
  });

  it('is never smaller than whole, and never coarser than six pixels for one', () => {
    expect(zoomed(WHOLE, 0.01, { x: 0, y: 0 }, WHERE)).toEqual(WHOLE);
    expect(zoomed(WHOLE, 1000, { x: 0, y: 0 }, WHERE).zoom).toBe(12);
  });

  it('does not leave the stage', () => {
    const view = moved({ zoom: 2, x: 0, y: 0 }, { x: 5000, y: -5000 }, WHERE);

    // 1600 pixels wide on a stage of 800; 600 high on one of 600.
    expect(view).toEqual({ zoom: 2, x: 400, y: 0 });
  });

  it('comes back to the middle when there is room for all of it', () => {
    expect(kept({ zoom: 1, x: 90, y: -40 }, WHERE)).toEqual(WHOLE);
  });
});
