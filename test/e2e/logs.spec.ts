import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { HubStranger } from './support/hub';
import { Markers } from './support/markers';
import { startServiceUnderTest, type Replica, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const MAIN = join(__dirname, '../../dist/src/main.js');
const INFO = 30;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const linesIn = (log: string): Line[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

describe('The log', () => {
  const markers = new Markers();
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let worker: Replica;
  let hub: HubStranger;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 5 });
    const [name, word] = [markers.at('user of a URL'), markers.at('password of a URL')];
    const away = `http://${name}:${word}@127.0.0.1:1`;
    service = await startServiceUnderTest({
      ROLE: 'api',
      STABLE_DIFFUSION_URL: `${server.url.replace('//', `//${name}:${word}@`)},${away}`,
      CACHE_URL: `redis://${name}:${word}@127.0.0.1:1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: away,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${markers.at('header of traces')}`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    worker = await service.sibling({ ROLE: 'worker' });
    hub = await HubStranger.join(service.hubUrl);
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  const everyLine = (): Line[] => [...linesIn(service.log()), ...linesIn(worker.log())];
  const lifeOf = (job: string | undefined): Line[] =>
    everyLine()
      .filter((line) => line.job === job)
      .sort((one, other) => Number(one.time) - Number(other.time));
  const admin = { authorization: `Bearer ${tokenFor({ sub: 'op', roles: ['admin'] })}` };
  const setLevel = (body: object, headers: object = admin): Promise<Response> =>
    fetch(`${service.url}/api/v1/log-level`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('tells the life of a job in five lines, each with its job, image and correlation', async () => {
    const correlation = '3f1c7c5e-2b1d-4b52-9b1c-6f0a3d6b7c11';
    const data = { description: `a baker with a ${markers.at('description')}` };
    const id = await hub.publish('generation.requested', { type: 'portrait', data }, { correlation_id: correlation });
    const [answer] = await hub.answers(id);
    const { job_id: job, image_id: image } = answer?.payload ?? {};

    const told = await eventually(() => {
      const life = lifeOf(job);
      expect(life.at(-1)?.msg).toBe('announced');
      return life;
    });

    expect(told.map(({ level, msg, image: of, correlation: by }) => ({ level, msg, of, by }))).toEqual(
      ['job accepted', 'job composed', 'job rendering', 'picture kept', 'announced'].map((msg) => ({
        level: INFO,
        msg,
        of: image,
        by: correlation,
      })),
    );
    expect(told[2]).toMatchObject({ backend: new URL(server.url).host, dialect: 'a1111', attempt: 1 });
    expect(told.map(({ trace }) => typeof trace)).toContain('string');
  });

  it('tells of a job that failed, with its code', async () => {
    const data = { location: 7 };
    const id = await hub.publish('generation.requested', { type: 'map', data });
    const [answer] = await hub.answers(id);

    const told = await eventually(() => {
      const life = lifeOf(answer?.payload.job_id);
      expect(life.at(-1)?.msg).toBe('announced');
      return life;
    });

    expect(told.map(({ msg, code }) => ({ msg, code }))).toEqual([
      { msg: 'job failed', code: 'VALIDATION_FAILED' },
      { msg: 'announced', code: 'VALIDATION_FAILED' },
    ]);
  });

  it('changes its level on every replica while they run, and goes back by itself', async () => {
    const answer = await setLevel({ level: 'debug', for_seconds: 2 });
    const changes = (log: string): string[] =>
      linesIn(log)
        .filter(({ msg }) => msg === 'the log level changes')
        .map(({ from, to }) => `${String(from)} ${String(to)}`);

    await eventually(
      () =>
        expect([changes(service.log()), changes(worker.log())]).toEqual(Array(2).fill(['info debug', 'debug info'])),
      { timeoutMs: 15_000 },
    );

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ level: 'debug', until: expect.stringMatching(/^20.*Z$/) });
  });

  it('is changed by admins only, and to levels that there are', async () => {
    const user = { authorization: `Bearer ${tokenFor({ sub: 'user-1' })}` };

    const answers = await Promise.all([
      setLevel({ level: 'trace' }, user),
      setLevel({ level: 'loud' }),
      setLevel({ level: 'info', for_seconds: 0 }),
      setLevel({ level: 'info', for_seconds: 86_401 }),
      setLevel({}),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([403, 422, 422, 422, 422]);
  });

  describe('at its loudest', () => {
    beforeAll(async () => {
      await setLevel({ level: 'trace' });
      await eventually(() => expect(worker.log()).toContain('"to":"trace"'));
    });

    it('names the correlation in every line of a request', async () => {
      const names = ['request-1', 'request-2', 'request-3'];
      const paths = ['/api/v1/images', '/api/v1/images/none', '/api/v1/jobs?limit=0'];
      for (const [index, path] of paths.entries())
        await fetch(service.url + path, { headers: { ...admin, 'x-request-id': names[index] ?? '' } });

      const lines = await eventually(() => {
        const found = everyLine().filter(({ req }) => names.includes((req as { id: string } | undefined)?.id ?? ''));
        expect(found.filter(({ msg }) => /request completed/.test(msg))).toHaveLength(3);
        return found;
      });

      expect(lines.filter(({ correlation, req }) => correlation !== (req as { id: string }).id)).toEqual([]);
    });

    it('names job, image and correlation in every line of an attempt, also of what went wrong', async () => {
      server.faults.push('http500');
      const id = await hub.publish('generation.requested', { type: 'portrait', data: { description: 'a miller' } });
      await eventually(() => expect(worker.log()).toContain('job will be tried again'), { timeoutMs: 15_000 });
      const [answer] = await hub.answers(id);

      const warned = linesIn(worker.log()).filter(({ msg }) => msg === 'job will be tried again');

      expect(warned[0]).toMatchObject({
        job: answer?.payload.job_id,
        image: answer?.payload.image_id,
        correlation: answer?.correlation_id,
        kind: 'portrait',
        attempt: 1,
      });
    }, 40_000);

    it('holds no token, no secret of a URL and nothing that anybody wrote', async () => {
      const headers = (token: string): Record<string, string> => ({
        authorization: `Bearer ${token}`,
        cookie: `session=${markers.at('cookie')}`,
        'x-request-id': `not an id ${markers.at('request id')}`,
        'idempotency-key': markers.at('idempotency key'),
        'user-agent': markers.at('user agent'),
        'content-type': 'application/json',
      });
      const good = admin.authorization.slice(7);
      const forged = [`${markers.at('opaque token')}`, `${good.slice(0, -3)}zqx`, `x.${markers.at('token')}.y`];
      const body = JSON.stringify({ description: `a ${markers.at('body')}`, tags: [markers.at('tag')], prompt: 1 });
      for (const token of [good, ...forged]) {
        const query = `token=${markers.at('token in a query')}&q=${markers.at('query')}`;
        await fetch(`${service.url}/api/v1/images?${query}`, { headers: headers(token) });
        await fetch(`${service.url}/api/v1/portraits`, { method: 'POST', headers: headers(token), body });
        const broken = `{"broken": "${markers.at('broken body')}`;
        await fetch(`${service.url}/api/v1/portraits`, { method: 'POST', headers: headers(token), body: broken });
      }
      const character = { character_id: 'c-1', name: markers.at('name'), user_id: 'u-1', notes: markers.at('notes') };
      await hub.publishBytes('generation.requested', `{"type": "${markers.at('broken message')}`);
      await hub.publish('character.created', character);
      const asked = { pattern: 'image.get', data: { image_id: markers.at('asked') }, id: '1' };
      await hub.connection.request('image.get', JSON.stringify(asked), { timeout: 5000 });
      const last = await hub.publish('generation.requested', {
        type: 'item',
        data: { item: { name: `${markers.at('item')} dagger`, type: 'weapon' }, tags: [markers.at('tag of an item')] },
      });
      await hub.answers(last);

      const log = service.log() + worker.log();

      expect(linesIn(log).some(({ level }) => level === 20)).toBe(true);
      expect(log).not.toContain(good);
      expect(log).not.toContain(good.split('.')[2]);
      expect(markers.foundIn('the log', log)).toEqual([]);
      // What stands between the lines was written by somebody who does not know our log.
      expect(log.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
    }, 30_000);
  });

  it('does not repeat what is wrong in the environment', async () => {
    const wrong = {
      DATABASE_URL: 'mysql://NAME:WORD@db/x',
      MESSAGE_HUB_URL: 'http://NAME:WORD@hub',
      STORAGE_URL: 's3://NAME:WORD@',
      STABLE_DIFFUSION_URL: 'http://NAME:WORD@gpu#dialect=WORD',
      CACHE_URL: 'rediss//NAME:WORD@cache',
      SECRET_KEY: 'WORD',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://NAME:WORD@otel',
      LOG_LEVEL: 'WORD',
      PORT: 'WORD',
    };

    const said = await outputOf({ ...service.env, ...plant(wrong) }, /never/);

    expect(said).toContain('The configuration is wrong');
    for (const name of Object.keys(wrong)) expect(said).toContain(name);
    expect(markers.foundIn('the output', said)).toEqual([]);
  });

  it.each([
    ['the database', { DATABASE_URL: 'postgres://NAME:WORD@127.0.0.1:1/x' }, /Unable to connect to the database/],
    [
      'hub and storage',
      { MESSAGE_HUB_URL: 'nats://NAME:WORD@127.0.0.1:1', STORAGE_URL: 's3://NAME:WORD@127.0.0.1:1/images' },
      /"msg":"serving"/,
    ],
  ])('does not repeat the secrets of %s while they are away', async (_case, away, sign) => {
    const planted = plant(away);

    const said = await outputOf({ ...service.env, PORT: '0', LOG_LEVEL: 'trace', ...planted }, sign);

    expect(said).toMatch(sign);
    expect(markers.foundIn('the output', said)).toEqual([]);
  });

  function plant(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const replaced = Object.entries(values).map(([name, value = '']) => [
      name,
      value.replaceAll('NAME', () => markers.at(name)).replaceAll('WORD', () => markers.at(name)),
    ]);
    return Object.fromEntries(replaced) as Record<string, string>;
  }
});

/** What a process says until it ends, or until `sign`; then it is ended. */
async function outputOf(env: Readonly<Record<string, string>>, sign: RegExp): Promise<string> {
  const child = spawn(process.execPath, [MAIN], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        output += data.toString();
        if (sign.test(output)) child.kill('SIGKILL');
      });
    child.once('close', () => resolve(output));
  });
}
