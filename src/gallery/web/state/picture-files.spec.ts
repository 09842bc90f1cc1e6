import { PictureFiles } from './picture-files';

/** Files of 10 bytes each that arrive when the test says so. */
function aShelf(limits: { maxIdleBytes?: number; maxLoads?: number } = {}) {
  const asked: { path: string; signal: AbortSignal; arrive: () => void; fail: () => void }[] = [];
  const revoked: string[] = [];
  let made = 0;
  const files = new PictureFiles({
    load: (path, signal) =>
      new Promise((resolve, reject) => {
        const arrive = (): void => resolve(new Blob(['0123456789']));
        asked.push({ path, signal, arrive, fail: () => reject(new Error('gone')) });
      }),
    makeUrl: () => `blob:${(made += 1)}`,
    revokeUrl: (url) => revoked.push(url),
    maxIdleBytes: limits.maxIdleBytes ?? 1000,
    maxLoads: limits.maxLoads ?? 10,
  });
  return { files, asked, revoked };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('PictureFiles', () => {
  it('fetches a picture once, however many show it', async () => {
    const { files, asked } = aShelf();

    const first = files.hold('a');
    const second = files.hold('a');
    asked[0]?.arrive();

    expect(asked).toHaveLength(1);
    expect(await first.url).toBe(await second.url);
  });

  it('has a picture at once when it is shown again', async () => {
    const { files, asked } = aShelf();
    const held = files.hold('a');
    asked[0]?.arrive();
    const url = await held.url;
    held.release();

    const again = files.hold('a');

    expect(again.ready).toBe(url);
    expect(asked).toHaveLength(1);
  });

  it('gives a fetch up when nobody waits for it any more', async () => {
    const { files, asked, revoked } = aShelf();
    const held = files.hold('a');

    held.release();
    asked[0]?.arrive();

    expect(asked[0]?.signal.aborted).toBe(true);
    await expect(held.url).rejects.toThrow();
    expect(revoked).toEqual([]);
  });

  it('lets go of what nobody shows, oldest first, once it is too much', async () => {
    const { files, asked, revoked } = aShelf({ maxIdleBytes: 20 });
    const held = ['a', 'b', 'c', 'd'].map((path) => files.hold(path));
    for (const one of asked) one.arrive();
    const urls = await Promise.all(held.map(({ url }) => url));

    // `a` stays on show: it is never taken away.
    for (const one of held.slice(1)) one.release();

    expect(revoked).toEqual([urls[1]]);
  });

  it('fetches only so many at once, the next when one is done', async () => {
    const { files, asked } = aShelf({ maxLoads: 2 });
    const held = ['a', 'b', 'c'].map((path) => files.hold(path));
    const before = asked.map(({ path }) => path);

    asked[0]?.arrive();
    await held[0]?.url;
    await turns();

    expect(before).toEqual(['a', 'b']);
    expect(asked.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  it('tries again after a failure', async () => {
    const { files, asked } = aShelf();
    const failed = files.hold('a');
    asked[0]?.fail();
    await expect(failed.url).rejects.toThrow('gone');
    await turns();

    files.hold('a');

    expect(asked).toHaveLength(2);
  });

  it('forgets everything when it is told to', async () => {
    const { files, asked, revoked } = aShelf();
    const held = files.hold('a');
    asked[0]?.arrive();
    const url = await held.url;

    files.clear();
    files.hold('a');

    expect(revoked).toEqual([url]);
    expect(asked).toHaveLength(2);
  });
});
