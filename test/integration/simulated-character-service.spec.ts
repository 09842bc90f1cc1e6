import { spawn, type ChildProcess } from 'node:child_process';
import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { connect, type NatsConnection } from 'nats';
import { firstValueFrom, timeout } from 'rxjs';
import { SAMPLE_CHARACTERS, sampleId } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';

/** The server says on its error stream which port it took. */
async function startHub(): Promise<{ hub: ChildProcess; url: string }> {
  const hub = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  for await (const part of hub.stderr ?? []) {
    log += String(part);
    const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
    if (port !== undefined && log.includes('Server is ready')) return { hub, url: `nats://127.0.0.1:${port}` };
  }
  throw new Error(`the hub did not start: ${log}`);
}

describe('the simulated character service', () => {
  let hub: ChildProcess;
  let stranger: NatsConnection;
  let nest: ClientProxy;
  let service: SimulatedCharacterService;
  const askBare = async (body: string): Promise<string> =>
    (await stranger.request('character.get', Buffer.from(body), { timeout: 500 })).string();
  const askNest = (data: unknown): Promise<unknown> =>
    firstValueFrom(nest.send('character.get', data).pipe(timeout(500)));

  beforeAll(async () => {
    const started = await startHub();
    hub = started.hub;
    stranger = await connect({ servers: started.url });
    nest = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [started.url] } });
    service = await startSimulatedCharacterService({ url: started.url });
  });
  afterAll(async () => {
    await service.stop();
    await stranger.close();
    await nest.close();
    hub.kill('SIGKILL');
  });
  beforeEach(() => Object.assign(service, { manner: 'nest', delayMs: 0 }));

  it('answers a Nest client as a Nest handler would', async () => {
    const answers = await Promise.all(
      ([0, 1, 2, 3, 4, 5] as const).map((index) => askNest({ character_id: sampleId(index) })),
    );

    expect(answers).toEqual(SAMPLE_CHARACTERS);
  });

  it('tells a Nest client that there is no such character', async () => {
    const answer = askNest({ character_id: 'nobody' });

    await expect(answer).rejects.toMatchObject({ code: 'CHARACTER_NOT_FOUND' });
  });

  it('repeats the id of the packet, not the one of the character', async () => {
    const answer = await askBare(
      JSON.stringify({ pattern: 'character.get', data: { character_id: sampleId(0) }, id: 'packet-1' }),
    );

    expect(JSON.parse(answer)).toEqual({ response: SAMPLE_CHARACTERS[0], isDisposed: true, id: 'packet-1' });
  });

  it('answers bare, with the character alone or an error', async () => {
    service.manner = 'bare';

    const answers = [await askBare(`{"character_id":"${sampleId(2)}"}`), await askBare('{"character_id":"nobody"}')];

    expect(answers.map((answer) => JSON.parse(answer) as unknown)).toEqual([
      SAMPLE_CHARACTERS[2],
      { error: { code: 'CHARACTER_NOT_FOUND', message: 'No such character' } },
    ]);
  });

  it('is silent, slow or malformed on demand', async () => {
    service.manner = 'silent';
    await expect(askBare('{}')).rejects.toThrow('TIMEOUT');
    service.manner = 'malformed';

    const malformed = await askBare('{}');
    Object.assign(service, { manner: 'nest', delayMs: 120 });
    const startMs = performance.now();
    await askNest({ character_id: sampleId(0) });

    expect(() => JSON.parse(malformed) as unknown).toThrow(SyntaxError);
    expect(performance.now() - startMs).toBeGreaterThan(110);
  });

  it('keeps what a test gives it, and records who was asked for', async () => {
    service.put({ id: 'new', name: 'Nyx' });

    const found = await askNest({ character_id: 'new' });
    service.remove('new');
    const lost = askNest({ character_id: 'new' });

    expect(found).toEqual({ id: 'new', name: 'Nyx' });
    await expect(lost).rejects.toMatchObject({ code: 'CHARACTER_NOT_FOUND' });
    expect(service.requests.slice(-2).map(({ characterId }) => characterId)).toEqual(['new', 'new']);
  });
});
