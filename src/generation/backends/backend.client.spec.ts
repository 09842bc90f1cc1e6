import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../../test/support/eventually';
import { startAnsweringForEver, startPretending, type PretendingServer } from '../../../test/support/pretending-server';
import {
  startSimulatedA1111,
  type SimulatedA1111,
  type SimulatedA1111Options,
} from '../../../test/support/simulated-a1111';
import type { SimulatedFault } from '../../../test/support/simulated-a1111-faults';
import { readBackendAddress } from '../../config/backend-address';
import { BackendOutOfMemoryError, BackendRejectedError, BackendUnavailableError } from './image-backend';
import { BlankOutputError, ImageTooLargeError } from '../../processing/picture-errors';
import { BackendClient, ConnectionFailedError } from './backend.client';

const TXT2IMG = '/sdapi/v1/txt2img';
const ORDER = { prompt: 'PROMPT-MARKER', seed: 1, width: 64, height: 64 };
const never = new AbortController().signal;

describe('BackendClient', () => {
  let server: SimulatedA1111;
  const clients: BackendClient[] = [];
  const started = async (options: SimulatedA1111Options = {}, maxBytes = 26_214_400): Promise<BackendClient> => {
    server = await startSimulatedA1111(options);
    return client(server.url, maxBytes);
  };
  const client = (url: string, maxBytes = 26_214_400): BackendClient => {
    const made = new BackendClient(readBackendAddress(url), maxBytes);
    clients.push(made);
    return made;
  };
  const answeringForEver = async () => {
    const answering = await startAnsweringForEver();
    return { asking: client(`http://127.0.0.1:${answering.port}`), sockets: answering.sockets, answering };
  };
  afterEach(async () => {
    for (const made of clients.splice(0)) await made.close();
    await server.stop();
  });

  it.each<[SimulatedFault, new (...args: never[]) => Error]>([
    ['oom', BackendOutOfMemoryError],
    ['http500', BackendUnavailableError],
    ['http503', BackendUnavailableError],
    ['plain500', BackendUnavailableError],
    ['nan', BlankOutputError],
    ['html', BackendUnavailableError],
    ['reset', BackendUnavailableError],
  ])('says what %s means', async (fault, error) => {
    const asking = await started();
    server.faults.push(fault);

    const answer = asking.post(TXT2IMG, ORDER, never);

    await expect(answer).rejects.toThrow(error);
    await expect(answer).rejects.toMatchObject({ retry: 'later' });
    await expect(answer).rejects.not.toThrow(/PROMPT-MARKER|127\.0\.0\.1/);
  });

  it.each<[string, number, new (...args: never[]) => Error]>([
    ['a body it does not understand', 422, BackendRejectedError],
    ['a path it does not have', 404, BackendRejectedError],
  ])('takes a refusal of %s for good (%s)', async (_case, status, error) => {
    const asking = await started();

    const answer =
      status === 404 ? asking.get('/sdapi/v1/nowhere', never) : asking.post(TXT2IMG, { steps: 'many' }, never);

    await expect(answer).rejects.toThrow(error);
    await expect(answer).rejects.toMatchObject({ code: 'BACKEND_REJECTED', retry: 'never' });
  });

  it('logs in with the user of the address', async () => {
    await started({ auth: { user: 'image', password: 'p@ss' } });
    const withUser = client(server.url.replace('http://', 'http://image:p%40ss@'));

    const answer = await withUser.post(TXT2IMG, ORDER, never);

    expect(answer).toMatchObject({ images: [expect.any(String)] });
  });

  it('takes a refused login for good', async () => {
    const asking = await started({ auth: { user: 'image', password: 'p@ss' } });

    await expect(asking.post(TXT2IMG, ORDER, never)).rejects.toThrow(new BackendRejectedError('answered 401'));
  });

  it('lets go of a server that hangs when it is told to', async () => {
    const asking = await started();
    server.faults.push('hang');
    const abort = new AbortController();

    const answer = asking.post(TXT2IMG, ORDER, abort.signal);
    await eventually(() => expect(server.requests).toHaveLength(1));
    abort.abort(new Error('enough'));

    await expect(answer).rejects.toThrow('enough');
    await expect(answer).rejects.not.toThrow(BackendUnavailableError);
  });

  it('tells who is slow from who is gone', async () => {
    const asking = await started();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const slow = client(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const look = (of: BackendClient): Promise<boolean> => of.isThere('/', AbortSignal.timeout(100));

    const whileSlow = await look(slow);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    const whenGone = await look(slow);

    expect([await asking.isThere('/sdapi/v1/samplers', never), whileSlow, whenGone]).toEqual([true, true, false]);
  });

  it('says that nobody is there', async () => {
    await started();
    const { url } = server;
    await server.stop();

    await expect(client(url).post(TXT2IMG, ORDER, never)).rejects.toThrow(BackendUnavailableError);
    server = await startSimulatedA1111();
  });

  it('stops reading an answer that is larger than allowed', async () => {
    const asking = await started({}, 1024);
    server.faults.push('huge');

    const answer = asking.post(TXT2IMG, ORDER, never);

    await expect(answer).rejects.toThrow(ImageTooLargeError);
  });

  it('keeps no connection open', async () => {
    const asking = await started();

    await asking.get('/sdapi/v1/samplers', never);

    expect(server.requests[0]?.headers.connection).toBe('close');
  });

  it('keeps the connection of a question for the next one, and makes another when that is gone', async () => {
    await started();
    const { asking, sockets, answering } = await answeringForEver();

    const answers = [await asking.ask('/', never)];
    // Free again once the answer has been dealt with; whoever asks sooner gets another.
    await pause(20);
    answers.push(await asking.ask('/', never));
    const kept = sockets.length;
    sockets[0]?.resetAndDestroy();
    answers.push(await asking.ask('/', never));
    await asking.close();
    await answering.close();

    expect([answers, kept, sockets.length]).toEqual([[true, true, true], 1, 2]);
  });

  it('never asks for a picture over a connection that was kept', async () => {
    await started();
    const { asking, sockets, answering } = await answeringForEver();

    await asking.ask('/', never);
    await pause(20);
    await asking.post(TXT2IMG, ORDER, never);
    await asking.close();
    await answering.close();

    expect(sockets).toHaveLength(2);
  });

  it('works at a path behind a proxy', async () => {
    await started();

    await client(`${server.url}/sd/`)
      .get('/sdapi/v1/samplers', never)
      .catch(() => undefined);

    expect(server.requests[0]?.path).toBe('/sd/sdapi/v1/samplers');
  });

  describe('when an answer has begun', () => {
    let begins: PretendingServer;
    let answering: Socket | undefined;
    const half = (status: number): string => `HTTP/1.1 ${status} Painted\r\nContent-Length: 13\r\n\r\n{"half":`;
    const beginning = async (status = 200): Promise<BackendClient> => {
      await started();
      begins = await startPretending((socket) => {
        answering = socket;
        socket.once('data', () => socket.write(half(status)));
      });
      return client(`http://127.0.0.1:${begins.port}`);
    };
    afterEach(() => begins.close());
    beforeEach(() => (answering = undefined));

    it('says so before the rest is there', async () => {
      const asking = await beginning();
      const begun = jest.fn(() => {
        answering?.write('true}');
        return Promise.resolve();
      });

      const answer = await asking.postForBytes(TXT2IMG, ORDER, never, begun);

      expect(answer.toString()).toBe('{"half":true}');
      expect(begun).toHaveBeenCalledTimes(1);
    });

    it('notices that the rest does not come', async () => {
      const asking = await beginning();
      const broken = async (): Promise<void> => {
        answering?.resetAndDestroy();
        await pause(50);
      };

      const answer = asking.postForBytes(TXT2IMG, ORDER, never, broken);

      await expect(answer).rejects.toThrow(ConnectionFailedError);
      await expect(answer).rejects.toMatchObject({ wasConnected: true, hadAnswered: true });
    });

    it('drops an answer that nobody wants any more', async () => {
      const asking = await beginning();
      let closed: Promise<unknown> = Promise.reject(new Error('not begun'));
      closed.catch(() => undefined);

      const answer = asking.postForBytes(TXT2IMG, ORDER, never, () => {
        if (answering !== undefined) closed = once(answering, 'close');
        return Promise.reject(new Error('not wanted'));
      });

      await expect(answer).rejects.toThrow('not wanted');
      await closed;
    });

    it('says nothing of a refusal', async () => {
      const asking = await beginning(422);
      const begun = jest.fn();

      const answer = asking.postForBytes(TXT2IMG, ORDER, never, begun);
      answer.catch(() => undefined);
      await eventually(() => expect(answering?.bytesWritten).toBeGreaterThan(0));
      answering?.end('true}');

      await expect(answer).rejects.toThrow(BackendRejectedError);
      expect(begun).not.toHaveBeenCalled();
    });
  });
});
