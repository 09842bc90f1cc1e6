import type { CharacterDetailsClient } from '../characters/character-details.client';
import { normaliseDetails } from '../characters/normalise-details';
import type { JobEntity } from '../generation/jobs/job.entity';
import type { JobsReader } from '../generation/jobs/jobs.reader';
import { PictureKinds, UnchangedError } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import type { ImagesReader } from '../images/images.reader';
import { PortraitKind } from './portrait.kind';
import { PortraitSubjects } from './portrait-subjects';

const details = normaliseDetails({ species: 'elf', hair: 'silver hair', theme: 'fantasy' });
const regenerates = { image_id: 'old', origin_id: 'old' } as const;

/** A kind in a world where the character's newest portrait has that recipe. */
function kindAfter(newest?: object): PortraitKind {
  const stored = newest === undefined ? undefined : (JSON.parse(JSON.stringify(newest)) as Record<string, unknown>);
  const images = {
    newestOf: () => Promise.resolve(stored === undefined ? null : { id: 'newest' }),
    recipeOf: () => Promise.resolve(stored),
  } as unknown as ImagesReader;
  const characters = { get: () => Promise.resolve(details) } as unknown as CharacterDetailsClient;
  const jobs = { unfinishedBefore: () => Promise.resolve(undefined) } as unknown as JobsReader;
  return new PortraitKind(new PictureKinds(), new PortraitSubjects(characters, images), images, jobs);
}

const compose = async (kind: PortraitKind, parameters: object, metadata: object = {}): Promise<Recipe> => {
  const job = { id: 'job-1', parameters: { character_id: 'c1', ...parameters }, metadata } as unknown as JobEntity;
  return (await kind.compose(job)).recipe;
};

describe('PortraitKind', () => {
  it('keeps no details beside a portrait that shows them', async () => {
    expect((await compose(kindAfter(), {})).details).toBeUndefined();
    expect((await compose(kindAfter(), { regenerates: { ...regenerates, keep: 'seed' } })).details).toBeUndefined();
  });

  it('does not paint over a portrait that was asked for in another theme when nothing about the character changed', async () => {
    const asked = { theme: 'horror', regenerates: { ...regenerates, keep: 'nothing', description: 'in a blue cloak' } };
    const shown = await compose(kindAfter(), asked);

    const updated = compose(kindAfter(shown), {}, { only_if_changed: true });

    expect(shown).toMatchObject({
      theme: 'horror',
      details: { theme: 'fantasy' },
      subject: { outfit: ['blue cloak'] },
    });
    await expect(updated).rejects.toBeInstanceOf(UnchangedError);
  });

  it('remembers those details through a portrait that keeps the face', async () => {
    const shown = await compose(kindAfter(), { theme: 'horror' });

    const again = await compose(kindAfter(shown), { regenerates: { ...regenerates, keep: 'face' } });

    expect(again.theme).toBe('horror');
    expect(again.details).toEqual(JSON.parse(JSON.stringify(shown.details)));
  });

  it('still paints anew when the character looks different', async () => {
    const before = normaliseDetails({ species: 'elf', hair: 'black hair' }).subject;
    const shown = { subject: before, theme: 'fantasy' };

    const recipe = await compose(kindAfter(shown), {}, { only_if_changed: true });

    expect(recipe.subject).toMatchObject({ hair: details.subject.hair });
  });

  it('starts from the old picture only where its face is to stay', async () => {
    const shown = await compose(kindAfter(), {});

    const [face, seed] = [
      await compose(kindAfter(shown), { regenerates: { ...regenerates, keep: 'face' } }),
      await compose(kindAfter(shown), { regenerates: { ...regenerates, keep: 'seed' } }),
    ];

    expect(face).toMatchObject({ source_image_id: 'old', render: { mode: 'img2img', denoising_strength: 0.45 } });
    expect([seed.source_image_id, seed.render?.mode]).toEqual([undefined, undefined]);
  });
});
