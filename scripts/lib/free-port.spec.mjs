import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePort, isPortFree, onFreePort } from './free-port.mjs';

/** @type {import('node:net').Server[]} */
const open = [];

/** @param {number} port */
async function occupy(port) {
  const server = createServer();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  open.push(server);
}

describe('freePort', () => {
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  it('chooses a port below those that the kernel hands out by itself', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));

    expect(Math.min(...ports)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...ports)).toBeLessThanOrEqual(30_000);
  });

  it('tells a taken port from a free one', async () => {
    const port = await freePort();
    await occupy(port);

    const isFree = await isPortFree(port);

    expect(isFree).toBe(false);
  });

  it('finds several in a row that can all be listened on', async () => {
    const first = await freePort(3);

    for (const port of [first, first + 1, first + 2]) await occupy(port);

    expect(open).toHaveLength(3);
  });

  it('starts a server on another port when somebody was quicker', async () => {
    /** @type {number[]} */
    const tried = [];

    await onFreePort(async (port) => {
      tried.push(port);
      if (tried.length > 1) return;
      await occupy(port);
      throw new Error('address in use');
    });

    expect(tried).toHaveLength(2);
    expect(tried[0]).not.toBe(tried[1]);
  });

  it('does not try again when the port was not the reason', async () => {
    let attempts = 0;

    const start = onFreePort(async () => {
      attempts += 1;
      throw new Error('bad configuration');
    });

    await expect(start).rejects.toThrow('bad configuration');
    expect(attempts).toBe(1);
  });
});
