import type { EncodedPicture } from '../encode-picture';
import type { DerivePlan } from './derive-picture';
import type { EncoderProcess } from './encoder-process';
import { EncoderOverloadedProblem, PictureEncoder } from './picture-encoder';

const plan: DerivePlan = { format: 'webp', widthPx: 64, heightPx: 64, fit: 'cover' };
const picture = { bytes: Buffer.from('x') } as EncodedPicture;
const load = () => Promise.resolve(Buffer.from('original'));

/** A process whose orders end when the test says so. */
function slowProcess() {
  const orders: { finish: () => void; fail: () => void }[] = [];
  const encode = () =>
    new Promise<EncodedPicture>((resolve, reject) =>
      orders.push({ finish: () => resolve(picture), fail: () => reject(new Error('died')) }),
    );
  return { orders, process: { encode, stop: jest.fn() } as unknown as EncoderProcess };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('PictureEncoder', () => {
  const encoderOf = (process: EncoderProcess, { maxWaiting = 2, patienceMs = 5000 } = {}) =>
    new PictureEncoder({ processes: [process], maxWaiting, patienceMs });

  it('makes one picture per process at a time, in the order they were asked for', async () => {
    const { orders, process } = slowProcess();
    const encoder = encoderOf(process);
    const done: number[] = [];

    const all = [1, 2, 3].map((turn) => encoder.derive(load, plan).then(() => done.push(turn)));
    await settled();
    expect(orders).toHaveLength(1);
    for (let turn = 0; turn < 3; turn += 1) {
      orders[turn]?.finish();
      await settled();
    }
    await Promise.all(all);

    expect(done).toEqual([1, 2, 3]);
  });

  it('refuses at once who would be one too many, and reads no picture for those who wait', async () => {
    const { orders, process } = slowProcess();
    const encoder = encoderOf(process);
    const loads = jest.fn(load);
    const accepted = [1, 2, 3].map(() => encoder.derive(loads, plan));
    await settled();

    await expect(encoder.derive(loads, plan)).rejects.toBeInstanceOf(EncoderOverloadedProblem);

    expect(loads).toHaveBeenCalledTimes(1);
    for (let turn = 0; turn < 3; turn += 1) {
      orders[turn]?.finish();
      await settled();
    }
    await expect(Promise.all(accepted)).resolves.toHaveLength(3);
  });

  it('refuses who has waited too long', async () => {
    const { orders, process } = slowProcess();
    const encoder = encoderOf(process, { patienceMs: 20 });
    const first = encoder.derive(load, plan);

    await expect(encoder.derive(load, plan)).rejects.toBeInstanceOf(EncoderOverloadedProblem);

    orders[0]?.finish();
    await first;
    const next = encoder.derive(load, plan);
    await settled();
    orders[1]?.finish();
    await expect(next).resolves.toBe(picture);
  });

  it('gives the turn on after a failure of the process or of the loading', async () => {
    const { orders, process } = slowProcess();
    const encoder = encoderOf(process);
    const failed = encoder.derive(load, plan);
    const unloaded = encoder.derive(() => Promise.reject(new Error('no such object')), plan);
    const last = encoder.derive(load, plan);
    await settled();

    orders[0]?.fail();

    await expect(failed).rejects.toThrow('died');
    await expect(unloaded).rejects.toThrow('no such object');
    await settled();
    orders[1]?.finish();
    await expect(last).resolves.toBe(picture);
  });

  it('lets go of who does not want to wait any more', async () => {
    const { orders, process } = slowProcess();
    const encoder = encoderOf(process, { maxWaiting: 1 });
    const first = encoder.derive(load, plan);
    const leaving = new AbortController();
    const left = encoder.derive(load, plan, leaving.signal);

    leaving.abort(new Error('gone'));

    await expect(left).rejects.toThrow('gone');
    const next = encoder.derive(load, plan);
    for (let turn = 0; turn < 2; turn += 1) {
      await settled();
      orders[turn]?.finish();
    }
    await expect(Promise.all([first, next])).resolves.toHaveLength(2);
  });

  it('stops its processes with the service', () => {
    const { process } = slowProcess();

    encoderOf(process).onApplicationShutdown();

    expect(process.stop).toHaveBeenCalled();
  });
});
