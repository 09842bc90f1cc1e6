import { unzipSync, unzlibSync } from 'fflate';
import sharp from 'sharp';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { HubStranger, type Envelope } from './support/hub';
import { Markers } from './support/markers';
import { plantedCharacters, plantedItem, plantedLocations } from './support/planted-forms';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const TYPES = ['image/png', 'image/webp', 'image/avif', 'image/jpeg'] as const;

/**
 * Words that nobody uses are planted in everything that a character, a place or an item has besides its looks. Then
 * everything that leaves the service is searched for them: what servers were told, events, answers, files, log, metrics.
 */
describe('Of what nobody is to see', () => {
  const markers = new Markers();
  const answers: Envelope[] = [];
  const files: { readonly name: string; readonly bytes: Buffer }[] = [];
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 5 });
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url, LOG_LEVEL: 'trace' });
    hub = await HubStranger.join(service.hubUrl);
    const planted = plantedCharacters(markers);
    characters = await startSimulatedCharacterService({ url: service.hubUrl, characters: planted });
    await makeEverything(planted);
    await fetchEverything();
  }, 300_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  const headers = { authorization: `Bearer ${tokenFor({ sub: 'reader', roles: ['service', 'admin'] })}` };
  const idOf = (form: Record<string, unknown>): unknown => form.id ?? form.character_id;

  async function makeEverything(planted: Record<string, unknown>[]): Promise<void> {
    const asked = await Promise.all([
      ...planted.map((form) =>
        hub.publish('character.created', { ...form, character_id: idOf(form), secret: markers.at('event.secret') }),
      ),
      ...plantedLocations(markers).map((location, index) =>
        hub.publish('campaign.location_added', { ...location, location_id: `loc-${index}`, campaign_id: 'campaign-1' }),
      ),
    ]);
    const data = { item: plantedItem(markers), note: markers.at('request.note') };
    asked.push(await hub.publish('generation.requested', { request_id: 'item-1', type: 'item', data }));
    for (const [index, id] of asked.entries()) answers.push(...(await hub.answers(id, index < planted.length ? 2 : 1)));
    const refused = [
      { type: markers.at('request.type'), data: {} },
      { type: 'portrait', data: { description: 'a bard', aspect: markers.at('request.aspect') } },
      { type: 'portrait', data: { description: `a nude ${markers.at('refused.description')} child` } },
      { type: 'portrait', data: { character_id: `no such ${markers.at('request.character_id')}` } },
    ];
    for (const [index, payload] of refused.entries()) {
      const id = await hub.publish('generation.requested', { request_id: `refused-${index}`, ...payload });
      answers.push(...(await hub.answers(id)));
    }
    const portrait = answers.find(({ payload }) => payload.kind === 'portrait' && payload.image_id !== undefined);
    const style = { style: { mood: 'calm' } };
    for (const [path, body] of [
      ['style', style],
      ['upscale', { factor: 2 }],
    ] as const) {
      const made = await fetch(`${service.url}/api/v1/images/${portrait?.payload.image_id}/${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', prefer: 'wait=30' },
        body: JSON.stringify(body),
      });
      const image = (await made.json()) as { id: string };
      expect(made.status).toBe(201);
      answers.push({ payload: { image_id: image.id, kind: 'portrait' } } as Envelope);
    }
  }

  async function get(path: string, accept = '*/*'): Promise<Response> {
    return fetch(service.url + path, { headers: { ...headers, accept } });
  }

  async function keep(path: string, accept?: string): Promise<void> {
    const response = await get(path, accept);
    const bytes = Buffer.from(await response.arrayBuffer());
    const name = `${path} as ${accept ?? 'it is'} (${response.status})`;
    files.push(
      { name, bytes },
      { name: `headers of ${name}`, bytes: Buffer.from(JSON.stringify([...response.headers])) },
    );
    if (path.endsWith('.pdf')) files.push(...unpackedPdf(path, bytes));
    if (!path.endsWith('.zip') || response.status !== 200) return;
    for (const [entry, content] of Object.entries(unzipSync(bytes)))
      files.push({ name: `${path}/${entry}`, bytes: Buffer.from(content) });
  }

  async function fetchEverything(): Promise<void> {
    for (const { payload } of answers) {
      await keep(`/api/v1/jobs/${payload.job_id}`);
      if (payload.image_id === undefined) continue;
      const base = `/api/v1/images/${payload.image_id}`;
      for (const path of [
        '',
        '/recipe',
        '/history',
        ...['large', 'medium', 'small', 'thumb'].map((name) => `/variants/${name}`),
      ]) {
        await keep(base + path);
      }
      for (const type of TYPES) await keep(`${base}/content?w=256`, type);
      await keep(`${base}/content`);
      const own = `/api/v1/${payload.kind}s/${payload.image_id}`;
      if (payload.kind === 'token') await keep(`${own}/pack.zip`);
      if (payload.kind === 'map')
        for (const path of ['uvtt', 'foundry', 'overlay.png', 'print.pdf']) await keep(`${own}/${path}`);
    }
    for (const path of ['/api/v1/images?limit=100', '/api/v1/jobs?limit=100', '/metrics', '/health']) await keep(path);
  }

  it('made what it was asked for', () => {
    const made = answers
      .filter(({ event_type: type }) => type === 'image.generated')
      .map(({ payload }) => payload.kind);

    expect(
      answers.filter(({ event_type: type }) => type === 'image.failed').map(({ payload }) => payload.code),
    ).toEqual(['VALIDATION_FAILED', 'VALIDATION_FAILED', 'CONTENT_REFUSED', 'VALIDATION_FAILED']);
    expect(Object.fromEntries(['portrait', 'token', 'map', 'item'].map((kind) => [kind, made.filter((one) => one === kind).length]))).toEqual({
      portrait: 6, token: 6, map: 5, item: 1,
    }); // prettier-ignore
    expect(markers.count).toBeGreaterThan(300);
  });

  it('tells no server anything', () => {
    const told = server.requests.map(({ path, body }) => ({ path, body: JSON.stringify(body ?? null) }));

    expect(told.filter(({ path }) => path.includes('2img')).length).toBeGreaterThan(8);
    expect(told.flatMap(({ path, body }) => markers.foundIn(path, body))).toEqual([]);
  });

  it('tells nobody on the hub anything', () => {
    expect(hub.heard.length).toBeGreaterThan(20);
    expect(hub.heard.flatMap(({ subject, ...said }) => markers.foundIn(subject, JSON.stringify(said)))).toEqual([]);
  });

  it('has nothing in any answer, picture, export or recipe', () => {
    const isGood = files.filter(({ name }) => name.endsWith('(200)'));

    expect(isGood.length).toBeGreaterThan(200);
    expect(files.flatMap(({ name, bytes }) => markers.foundIn(name, bytes))).toEqual([]);
  });

  it('has nothing in what a picture says about itself, which is only how it was made', async () => {
    const found: string[] = [];
    const pictures = files.filter(
      ({ name }) => /\/(?:content|variants)/.test(name) && name.endsWith('(200)') && !name.startsWith('headers'),
    );
    for (const { name, bytes } of pictures) {
      const { xmpAsString: xmp = '', exif, iptc, comments, format } = await sharp(bytes).metadata();
      found.push(...markers.foundIn(name, xmp));
      const mark = /digitalsourcetype\/(\w+)</.exec(xmp)?.[1];
      expect([name, mark]).toEqual([name, expect.stringMatching(/^(?:trained|compositeWithTrained)AlgorithmicMedia$/)]);
      expect({ name, format, iptc, comments }).toEqual({ name, format, iptc: undefined, comments: undefined });
      // An AVIF of libvips carries an Exif block with the size and nothing else.
      expect((exif?.length ?? 0) < 300).toBe(true);
    }

    expect(pictures.length).toBeGreaterThan(150);
    expect(found).toEqual([]);
  });

  it('logs nothing, at any level', () => {
    expect(service.log()).toContain('picture kept');
    expect(markers.foundIn('the log', service.log())).toEqual([]);
  });

  it('keeps a message that it cannot read among the dead letters as it came, and says nothing of it elsewhere', async () => {
    const word = markers.at('dead letter');
    await hub.publishBytes('character.created', `{"broken": "${word}"`);

    await eventuallyDead(word);

    expect(markers.foundIn('the log', service.log())).toEqual([]);
    expect(markers.foundIn('metrics', await (await get('/metrics')).text())).toEqual([]);
  });

  async function eventuallyDead(word: string): Promise<void> {
    for (let tries = 0; tries < 40; tries += 1) {
      const manager = await hub.connection.jetstreamManager();
      const last = await manager.streams
        .getMessage('IMAGE_DEAD_LETTERS', { last_by_subj: 'image.dead.character.created' })
        .catch(() => null);
      if (last?.string().includes(word) === true) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error('no dead letter came');
  }
});

/** The parts of a PDF that are packed, where its words are. */
function unpackedPdf(name: string, pdf: Buffer): { readonly name: string; readonly bytes: Buffer }[] {
  const starts = [...pdf.toString('latin1').matchAll(/\/FlateDecode[^]{0,80}?stream\r?\n/g)].map(
    ({ 0: head, index }) => index + head.length,
  );
  return starts.flatMap((start, part) => {
    try {
      return [
        {
          name: `${name}#${part}`,
          bytes: Buffer.from(unzlibSync(pdf.subarray(start, pdf.indexOf('endstream', start)))),
        },
      ];
    } catch {
      return [];
    }
  });
}
