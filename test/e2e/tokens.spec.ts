import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { eventually } from '../support/eventually';
import { Api, type ApiAnswer } from './support/api';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const NAMES = ['dndbeyond.png', 'foundry-subject.webp', 'foundry.webp', 'manifest.json', 'owlbear.png', 'roll20.png'];
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Width and height as the file's header says. */
function sizeIn(bytes: Uint8Array): number[] {
  const data = Buffer.from(bytes);
  if (data.toString('latin1', 1, 4) === 'PNG') return [data.readUInt32BE(16), data.readUInt32BE(20)];
  if (data.toString('latin1', 12, 16) === 'VP8X') return [data.readUIntLE(24, 3) + 1, data.readUIntLE(27, 3) + 1];
  return [];
}

interface Variant {
  readonly name: string;
  readonly width: number;
}
interface Manifest {
  readonly files: readonly {
    readonly file: string;
    readonly target: string;
    readonly width: number;
    readonly height: number;
    readonly sha256: string;
    readonly size_bytes: number;
  }[];
}
const variantsOf = ({ json }: ApiAnswer): Variant[] => (json as { variants: Variant[] }).variants;
const faultsOf = ({ json }: ApiAnswer): string[] =>
  (json as { errors: { path: string }[] }).errors.map(({ path }) => path);

describe('Tokens for every tabletop', () => {
  let service: ServiceUnderTest;
  let api: Api;
  let stranger: Api;

  const finished = async (accepted: ApiAnswer): Promise<string> => {
    expect(accepted.status).toBe(202);
    const id: string = accepted.json.image_id;
    await eventually(async () => expect((await api.get(`/api/v1/images/${id}`)).status).toBe(200), {
      timeoutMs: 30_000,
      everyMs: 100,
    });
    return id;
  };
  const token = async (body: object): Promise<string> => finished(await api.post('/api/v1/tokens', body));
  const pack = async (id: string): Promise<Record<string, Uint8Array>> => {
    const answer = await api.get(`/api/v1/tokens/${id}/pack.zip`);
    expect(answer.status).toBe(200);
    return unzipSync(answer.bytes);
  };
  const manifestIn = (files: Record<string, Uint8Array>): Manifest =>
    JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString('utf8')) as Manifest;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    api = new Api(service.url, tokenFor({ sub: 'keeper' }));
    stranger = new Api(service.url, tokenFor({ sub: 'stranger' }));
  }, 120_000);
  afterAll(() => service.remove());

  it('keeps what targets ask for as variants of their names, and packs the very same bytes', async () => {
    const id = await token({
      description: 'an ogre',
      size: 'large',
      targets: ['roll20', 'foundry_subject', 'foundry'],
    });

    const variants = variantsOf(await api.get(`/api/v1/tokens/${id}`));
    const files = await pack(id);

    const sizes = Object.fromEntries(variants.map(({ name, width }) => [name, width]));
    expect(sizes).toMatchObject({ roll20: 560, foundry_subject: 1024, foundry: 1024 });
    expect(Object.keys(sizes)).not.toContain('owlbear');
    const stored = await api.get(`/api/v1/images/${id}/variants/foundry_subject`);
    expect(sha256(files['foundry-subject.webp'] ?? new Uint8Array())).toBe(sha256(stored.bytes));
    expect((await api.get(`/api/v1/images/${id}/recipe`)).json.output.targets).toEqual(['foundry', 'foundry_subject', 'roll20']); // prettier-ignore
  });

  it('packs a token for every tabletop, though none was asked for, and says what is in it', async () => {
    const portrait = await finished(await api.post('/api/v1/portraits', { description: 'Old Marta, a dwarf smith' }));
    const id = await token({ image_id: portrait, size: 'huge', frame: { shape: 'hex', disposition: 'party' } });

    const files = await pack(id);

    const manifest = manifestIn(files);
    expect(Object.keys(files).sort()).toEqual(NAMES);
    expect(manifest).toMatchObject({ kind: 'token', size: 'huge', squares: 3, source: { image_id: id } });
    for (const told of manifest.files) {
      const bytes = files[told.file] ?? new Uint8Array();
      expect([told.width, told.height]).toEqual(sizeIn(bytes));
      expect([told.sha256, told.size_bytes]).toEqual([sha256(bytes), bytes.length]);
    }
    expect(manifest.files.map((file) => [file.target, file.width])).toEqual([
      ['foundry', 1024],
      ['foundry_subject', 1024],
      ['roll20', 840],
      ['owlbear', 450],
      ['dndbeyond', 150],
    ]);
    expect(JSON.stringify(manifest)).not.toMatch(/marta|smith|keeper/i);
  });

  it('sends the same zip again, from what was kept, with headers that save sending it', async () => {
    const id = await token({ description: 'a bandit' });
    const path = `/api/v1/tokens/${id}/pack.zip`;

    const before = await api.head(path);
    const first = await api.get(path);
    const etag = first.headers.get('etag') ?? '';
    const [second, known, head, part] = await Promise.all([
      api.get(path),
      api.get(path, { headers: { 'if-none-match': etag } }),
      api.head(path),
      api.get(path, { headers: { range: 'bytes=0-3' } }),
    ]);

    expect(second.bytes.equals(first.bytes)).toBe(true);
    expect([before.headers.get('etag'), head.headers.get('etag'), known.status]).toEqual([etag, etag, 304]);
    expect(head.headers.get('content-length')).toBe(String(first.bytes.length));
    expect([part.status, part.bytes.toString('latin1')]).toEqual([206, 'PK\u0003\u0004']);
    expect(first.headers.get('content-type')).toBe('application/zip');
    expect(first.headers.get('content-disposition')).toBe(`attachment; filename="token-${id.slice(0, 8)}.zip"`);
  });

  it('packs a token whose portrait was deleted, and an enlarged one', async () => {
    const portrait = await finished(await api.post('/api/v1/portraits', { description: 'a half-orc cook' }));
    const id = await token({ image_id: portrait });
    const enlarged = await finished(await api.post(`/api/v1/images/${id}/upscale`, { factor: 2 }));
    await api.delete(`/api/v1/portraits/${portrait}`);

    const packs = await Promise.all([pack(id), pack(enlarged)]);

    expect(packs.map((files) => Object.keys(files).sort())).toEqual([NAMES, NAMES]);
    expect(packs.map((files) => sizeIn(files['foundry-subject.webp'] ?? new Uint8Array()))).toEqual([[1024, 1024], [1024, 1024]]); // prettier-ignore
  });

  it('gives no pack of what is foreign, unknown, no token, or deleted', async () => {
    const id = await token({ description: 'a ghost' });
    const portrait = await finished(await api.post('/api/v1/portraits', { description: 'a ghost' }));
    const paths = [id, portrait, '00000000-0000-4000-8000-000000000000', 'nonsense'].map((it) => `/api/v1/tokens/${it}/pack.zip`); // prettier-ignore
    const [own = '', ofPortrait = '', unknown = '', nonsense = ''] = paths;

    const foreign = await stranger.get(own);
    const others = await Promise.all([ofPortrait, unknown, nonsense].map((path) => api.get(path)));
    await api.delete(`/api/v1/tokens/${id}`);
    const deleted = await api.get(own);

    expect([foreign.status, ...others.map(({ status }) => status), deleted.status]).toEqual([404, 404, 404, 400, 410]);
  });

  it.each<[string, object]>([
    ['targets', { targets: ['fantasy_grounds'] }],
    ['targets', { targets: 'roll20' }],
    ['targets', { targets: ['roll20', 'roll20'] }],
    ['targets', { targets: [null] }],
    ['targets', { targets: { 0: 'roll20' } }],
    ['size', { size: 'colossal' }],
    ['size', { size: 2 }],
    ['frame.shape', { frame: { shape: 'star' } }],
    ['frame.color', { frame: { color: 'red' } }],
    ['frame.disposition', { frame: { disposition: 'angry' } }],
    ['frame', { frame: 'circle' }],
    ['image_id', { image_id: 'portrait-1' }],
  ])('refuses a wrong %s with 422 that names it: %j', async (path, wrong) => {
    const refused = await api.post('/api/v1/tokens', { description: 'a rat', ...wrong });

    expect(refused.status).toBe(422);
    expect(faultsOf(refused)).toContain(path);
  });

  it('takes the good tokens of a bestiary and names the faults of the others', async () => {
    const items = [
      { description: 'a wolf', targets: ['roll20'] },
      { description: 'a bear', targets: ['tabletop'] },
      { size: 'large' },
      { description: 'a dragon', size: 'gargantuan', targets: ['owlbear', 'dndbeyond'] },
    ];

    const accepted = await api.post('/api/v1/tokens/batch', { items, shared: { frame: { disposition: 'hostile' } } });

    expect(accepted.status).toBe(202);
    const rejected = accepted.json.rejected as { index: number; errors: { path: string }[] }[];
    expect(rejected.map(({ index, errors }) => [index, errors[0]?.path])).toEqual([[1, 'targets'], [2, 'character_id']]); // prettier-ignore
    const made = await Promise.all(
      (accepted.json.jobs as { image_id: string }[]).map(async ({ image_id: id }) => {
        await eventually(async () => expect((await api.get(`/api/v1/tokens/${id}`)).status).toBe(200), { timeoutMs: 30_000, everyMs: 100 }); // prettier-ignore
        return variantsOf(await api.get(`/api/v1/tokens/${id}`)).map(({ name, width }) => `${name} ${width}`);
      }),
    );
    expect(made[0]).toContain('roll20 280');
    expect(made[1]).toEqual(expect.arrayContaining(['owlbear 600', 'dndbeyond 150']));
  });
});
