import { ReportPace } from './report-pace';

const LIMITS = { everyMs: 1000, step: 0.02, silenceMs: 10_000 };

describe('ReportPace', () => {
  it('lets the first report through, however little it says', () => {
    const pace = new ReportPace(LIMITS);

    expect(pace.isDue(0, 0)).toBe(true);
  });

  it('holds back what comes too soon, however much has changed', () => {
    const pace = new ReportPace(LIMITS);
    pace.isDue(0.1, 5000);

    expect(pace.isDue(0.9, 5999)).toBe(false);
    expect(pace.isDue(0.9, 6000)).toBe(true);
  });

  it('holds back what says hardly anything new', () => {
    const pace = new ReportPace(LIMITS);
    pace.isDue(0.5, 0);

    expect(pace.isDue(0.519, 2000)).toBe(false);
    expect(pace.isDue(0.521, 2000)).toBe(true);
  });

  it('does not let a picture that crawls be taken for a dead one', () => {
    const pace = new ReportPace(LIMITS);
    pace.isDue(0.5, 0);

    expect(pace.isDue(0.5, 9999)).toBe(false);
    expect(pace.isDue(0.5, 10_000)).toBe(true);
  });

  it('measures against what was told, not against what was held back', () => {
    const pace = new ReportPace(LIMITS);
    pace.isDue(0.5, 0);
    pace.isDue(0.51, 1500);

    expect(pace.isDue(0.525, 2000)).toBe(true);
  });
});
