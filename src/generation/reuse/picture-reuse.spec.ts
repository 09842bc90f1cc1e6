import { Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { sha256 } from '../../common/canonical-json';
import type { ImageEntity } from '../../images/image.entity';
import type { ImagesReader } from '../../images/images.reader';
import type { ObjectStore } from '../../storage/object-store';
import { ObjectNotFoundError } from '../../storage/storage.errors';
import type { ClaimedJob } from '../jobs/job-store';
import { recipeHash, SDXL_DEFAULTS, type Recipe, type RenderPlan } from '../recipe';
import { asSent } from '../work/as-sent';
import type { PictureArchive, PictureToKeep } from '../work/picture-archive';
import { PictureReuse } from './picture-reuse';
import type { SameWork, WantedPicture } from './same-work';

const render: RenderPlan = {
  prompt: 'an elf',
  negative_prompt: '',
  width: 832,
  height: 1216,
  seed: 7,
  ...SDXL_DEFAULTS,
};
const recipe: Recipe & { render: RenderPlan } = {
  ...{ version: 1, kind: 'portrait', theme: 'fantasy', render },
  ...{ subject: { species: 'elf' }, output: {} },
};
const SMALL = Buffer.from('small');
const LARGE = Buffer.from('large');
const file = (path: string, bytes: Buffer) => ({
  storage_path: path,
  content_type: 'image/webp',
  width: 2,
  height: 3,
  size_bytes: bytes.length,
  sha256: sha256(bytes),
});
const IMAGE = {
  ...file('images/large', LARGE),
  id: 'image-1',
  job_id: 'job-1',
  status: 'active',
  seed: '7',
  thumbhash: 'hash',
  backend: { dialect: 'a1111', model: 'sdxl' },
  variants: [{ ...file('images/small', SMALL), name: 'small' }],
} as unknown as ImageEntity;

describe('PictureReuse', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  let files: Record<string, Buffer | Error>;
  let found: string | undefined;
  let wanted: Partial<WantedPicture>[];
  let kept: PictureToKeep[];
  let image: ImageEntity | null;
  let counter: Counter<'kind' | 'how'>;
  let reuse: PictureReuse;
  const painted = jest.fn<void, []>();

  beforeEach(() => {
    [files, found, wanted, kept, image] = [{ 'images/large': LARGE, 'images/small': SMALL }, 'image-1', [], [], IMAGE];
    painted.mockClear();
    const same: Pick<SameWork, 'queue' | 'queueUnlessMade'> = {
      queue: (asked) => Promise.resolve(void wanted.push(asked)),
      queueUnlessMade: (asked) => Promise.resolve(wanted.push(asked) && asked.madeAs.length > 0 ? found : undefined),
    };
    const images = { find: () => Promise.resolve(image), recipeOf: () => Promise.resolve(asSent(recipe, render)) };
    const get = (path: string): Promise<Buffer> => {
      const bytes = files[path] ?? new ObjectNotFoundError();
      return bytes instanceof Error ? Promise.reject(bytes) : Promise.resolve(bytes);
    };
    const keep = (picture: PictureToKeep) => Promise.resolve(kept.push(picture));
    counter = new Counter({ name: 'reused', help: 'reused', labelNames: ['kind', 'how'], registers: [] });
    reuse = new PictureReuse(
      same as SameWork,
      images as unknown as ImagesReader,
      { get } as unknown as ObjectStore,
      { keep } as unknown as PictureArchive,
      counter,
    );
  });

  const decide = (given: object = {}, more: { recipe?: typeof recipe; isDrawn?: boolean } = {}) => {
    const job = { id: 'job-2', kind: 'portrait', parameters: { seed: 7 }, metadata: {}, depends_on: null, ...given };
    const asked = { job: job as unknown as ClaimedJob, recipe, isDrawn: false, ...more };
    return reuse.queueUnlessMade(asked, { signal: new AbortController().signal, painted });
  };

  it('keeps the very bytes again, with what made them', async () => {
    const outcome = await decide();

    expect(outcome).toBe('kept');
    expect(painted).toHaveBeenCalledTimes(1);
    expect(kept[0]).toMatchObject({
      job: { id: 'job-2' },
      seed: 7,
      thumbhash: 'hash',
      paintedBy: { dialect: 'a1111', model: 'sdxl' },
      finished: {
        original: { bytes: LARGE, contentType: 'image/webp', format: 'webp', sha256: sha256(LARGE), sizeBytes: 5 },
        variants: [{ bytes: SMALL, name: 'small', width: 2, height: 3 }],
      },
    });
    expect(recipeHash(kept[0]?.recipe as Recipe)).toBe(recipeHash(asSent(recipe, render)));
  });

  it.each([
    ['finished', null],
    ['in_flight', 'job-1'],
  ])('counts a picture that was %s', async (how, dependsOn) => {
    await decide({ depends_on: dependsOn });

    expect((await counter.get()).values).toMatchObject([{ labels: { kind: 'portrait', how }, value: 1 }]);
  });

  it.each([
    ['a seed that we drew', { parameters: {} }, {}],
    ['a request for a fresh one', { parameters: { seed: 7, fresh: true } }, {}],
    ['a picture that takes the place of another', { metadata: { replaces_image: 'image-0' } }, {}],
    ['an edit', {}, { recipe: { ...recipe, edit: { type: 'style', source_origin: 'drawn', words: '' } as const } }],
  ])('looks for nothing to reuse for %s', async (_, given, more) => {
    const outcome = await decide(given, more);

    expect(outcome).toBe('queued');
    expect(wanted).toHaveLength(1);
    expect(wanted[0]).not.toHaveProperty('madeAs');
  });

  it('takes a drawing only while it would be drawn again', async () => {
    await decide();
    await decide({}, { isDrawn: true });

    const sent = recipeHash(asSent(recipe, render));
    expect(wanted.map(({ madeAs }) => madeAs)).toEqual([[sent], [sent, recipeHash(recipe)]]);
  });

  it.each([
    ['has been deleted', () => (image = { ...IMAGE, status: 'deleted' })],
    ['has no row any more', () => (image = null)],
    ['lacks a file', () => delete files['images/small']],
    ['has a file with other bytes', () => (files['images/large'] = Buffer.from('spoiled'))],
  ])('lets it be painted when the earlier one %s', async (_, spoil) => {
    spoil();

    const outcome = await decide();

    expect(outcome).toBe('queued');
    expect(kept).toEqual([]);
    expect(painted).not.toHaveBeenCalled();
    expect(wanted.map(({ madeAs }) => madeAs?.length)).toEqual([1, 0]);
  });

  it('leaves what storage throws to whoever decides about jobs', async () => {
    files['images/large'] = new Error('storage is away');

    await expect(decide()).rejects.toThrow('storage is away');
  });

  it('is queued when somebody else paints it', async () => {
    found = undefined;

    expect(await decide()).toBe('queued');
    expect(kept).toEqual([]);
  });
});
