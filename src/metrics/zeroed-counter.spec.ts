import { register } from 'prom-client';
import { zeroedCounter } from './zeroed-counter';

describe('zeroedCounter', () => {
  afterEach(() => register.clear());

  it('tells of its series before anything happened, and of the others once they happen', async () => {
    const options = { name: 'failures', help: 'h', labelNames: ['kind'], series: [{ kind: 'a' }, { kind: 'b' }] };
    const counter = await zeroedCounter(options).useFactory();

    counter.inc({ kind: 'b' });
    counter.inc({ kind: 'c' });

    const { values } = await counter.get();
    expect(values.map(({ labels, value }) => [labels.kind, value])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
    ]);
  });

  it('is the same counter for a second application in the process', async () => {
    const options = { name: 'failures', help: 'h', labelNames: ['kind'], series: [{ kind: 'a' }] };

    const [one, other] = await Promise.all([zeroedCounter(options).useFactory(), zeroedCounter(options).useFactory()]);

    expect(one).toBe(other);
  });
});
