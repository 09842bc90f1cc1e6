import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../../test/support/eventually';
import { startAnsweringForEver } from '../../../test/support/pretending-server';
import { readBackendAddress } from '../../config/backend-address';
import { BackendClient } from './backend.client';

const TXT2IMG = '/sdapi/v1/txt2img';
const ORDER = { prompt: 'a wizard' };
const never = new AbortController().signal;

/** As it is used: by the client of a server that counts its connections. */
describe('ConnectionAhead', () => {
  type World = Awaited<ReturnType<typeof asked>>;
  /** After a first request, whose connection is the first. */
  const asked = async () => {
    const answering = await startAnsweringForEver();
    const asking = new BackendClient(readBackendAddress(`http://127.0.0.1:${answering.port}`), 26_214_400);
    await asking.get('/', never);
    return { asking, answering, sockets: answering.sockets };
  };
  const opened = async (): Promise<World> => {
    const world = await asked();
    world.asking.openAhead();
    await eventually(() => expect(world.sockets).toHaveLength(2));
    return world;
  };
  const ended = async ({ asking, answering }: World): Promise<void> => {
    await asking.close();
    await answering.close();
  };

  it('asks the next over it, and the one after that over another', async () => {
    const world = await opened();
    const { asking, sockets } = world;

    const first = await asking.post(TXT2IMG, ORDER, never);
    const afterFirst = sockets.length;
    await asking.post(TXT2IMG, ORDER, never);
    await ended(world);

    expect([first, afterFirst, sockets.length]).toEqual([true, 2, 3]);
  });

  it('asks over it while it is still being made', async () => {
    const world = await asked();

    world.asking.openAhead();
    const answer = await world.asking.post(TXT2IMG, ORDER, never);
    await ended(world);

    expect([answer, world.sockets.length]).toEqual([true, 2]);
  });

  it.each<[string, (socket: Socket | undefined) => void]>([
    ['closed it', (socket) => void socket?.end()],
    ['said something and closed it', (socket) => void socket?.end('HTTP/1.1 408 Request Timeout\r\n\r\n')],
  ])('makes another when the server has %s', async (_case, close) => {
    const world = await opened();
    const { asking, sockets } = world;
    close(sockets[1]);
    await pause(100);

    const answer = await asking.post(TXT2IMG, ORDER, never);
    await ended(world);

    expect([answer, sockets.length]).toEqual([true, 3]);
  });

  it('closes it when nothing is asked', async () => {
    const world = await opened();
    const [, socket] = world.sockets;
    socket?.resume();

    await eventually(() => expect(socket?.readableEnded).toBe(true), { timeoutMs: 2000 });
    await ended(world);
  });

  it('says where it is needed that nobody is there any more', async () => {
    const world = await opened();
    await world.answering.close();
    await pause(100);

    await expect(world.asking.post(TXT2IMG, ORDER, never)).rejects.toMatchObject({ wasConnected: false });
    await world.asking.close();
  });
});
