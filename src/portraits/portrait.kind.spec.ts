import type { CampaignStyle } from '../campaigns/campaign-style';
import type { CampaignStyles } from '../campaigns/campaign-styles';
import type { CharacterDetailsClient } from '../characters/character-details.client';
import { CharacterIdentities } from '../characters/identity/character-identities';
import { IdentifiedCharacters } from '../characters/identity/identified-characters';
import { normaliseDetails, type CharacterDetails } from '../characters/normalise-details';
import { CampaignLooks, lookOfTheme } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import type { JobsReader } from '../generation/jobs/jobs.reader';
import { PictureKinds, UnchangedError } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import type { ImagesReader } from '../images/images.reader';
import { NewestPortrait } from './newest-portrait';
import { PortraitKind } from './portrait.kind';
import { PortraitSubjects } from './portrait-subjects';

const elf = normaliseDetails({ species: 'elf', hair: 'silver hair', theme: 'fantasy', equipment: ['leather armor'] });
const inPlate = normaliseDetails({ species: 'elf', hair: 'silver hair', theme: 'fantasy', equipment: ['plate armor'] });
const regenerates = { image_id: 'old', origin_id: 'old' } as const;
const campaign: CampaignStyle = {
  ...lookOfTheme('horror'),
  version: 3,
  sampler: 'Euler a',
  steps: 20,
  model: 'gothic',
};

interface World {
  readonly details?: CharacterDetails;
  /** Recipe of the character's newest portrait. */
  readonly newest?: object;
  readonly paintedBy?: string;
}

/** A kind in a world where nothing but the newest portrait is known of the character. */
function kindIn({ details = elf, newest, paintedBy = 'a1111' }: World = {}): PortraitKind {
  const stored = newest === undefined ? undefined : (JSON.parse(JSON.stringify(newest)) as Recipe);
  const picture = { id: 'newest', seed: '77', theme: stored?.theme, backend: { dialect: paintedBy, model: 'm' } };
  const images = {
    newestOf: () => Promise.resolve(stored === undefined ? null : picture),
    recipeOf: () => Promise.resolve(stored),
  } as unknown as ImagesReader;
  const identities = new CharacterIdentities({ query: () => Promise.resolve([]) } as never);
  const client = { get: () => Promise.resolve(details) } as unknown as CharacterDetailsClient;
  const subjects = new PortraitSubjects(new IdentifiedCharacters(client, identities), identities, images);
  const looks = new CampaignLooks({ establish: () => Promise.resolve(campaign) } as unknown as CampaignStyles);
  const jobs = { unfinishedBefore: () => Promise.resolve(undefined) } as unknown as JobsReader;
  return new PortraitKind(new PictureKinds(), subjects, new NewestPortrait(images, subjects), looks, jobs);
}

const compose = async (kind: PortraitKind, parameters: object, row: Partial<JobEntity> = {}): Promise<Recipe> => {
  const job = { id: 'job-1', campaign_id: null, metadata: {}, ...row };
  return (await kind.compose({ ...job, parameters: { character_id: 'c1', ...parameters } } as JobEntity)).recipe;
};

const update = { metadata: { only_if_changed: true } };

describe('PortraitKind', () => {
  it('does not paint over a portrait that was asked for in another theme when nothing about the character changed', async () => {
    const asked = { theme: 'horror', regenerates: { ...regenerates, keep: 'nothing', description: 'in a blue cloak' } };
    const shown = await compose(kindIn(), asked);

    const updated = compose(kindIn({ newest: shown }), {}, update);

    expect(shown).toMatchObject({
      theme: 'horror',
      identity: { theme: 'fantasy' },
      subject: { outfit: ['blue cloak'] },
    });
    await expect(updated).rejects.toBeInstanceOf(UnchangedError);
  });

  it('remembers how the character looked through a portrait that keeps the face', async () => {
    const shown = await compose(kindIn(), { theme: 'horror' });

    const again = await compose(kindIn({ newest: shown }), { regenerates: { ...regenerates, keep: 'face' } });

    expect(again.theme).toBe('horror');
    expect(again.identity).toEqual(JSON.parse(JSON.stringify(shown.identity)));
  });

  it('measures against the looks in a portrait of a version that kept no mark', async () => {
    const { identity: _none, ...earlier } = await compose(kindIn(), {});
    const newest = { ...earlier, subject: elf.subject };

    await expect(compose(kindIn({ newest }), {}, update)).rejects.toBeInstanceOf(UnchangedError);
    expect(await compose(kindIn({ newest, details: inPlate }), {}, update)).toMatchObject({ version: 1 });
  });

  it('paints somebody else when the face has changed', async () => {
    const before = normaliseDetails({ species: 'elf', hair: 'black hair', theme: 'fantasy' });
    const shown = await compose(kindIn({ details: before }), {});

    const recipe = await compose(kindIn({ newest: shown }), {}, update);

    expect(recipe.subject).toMatchObject({ hair: elf.subject.hair });
    expect([recipe.source_image_id, recipe.render?.seed]).not.toContain(77);
    expect(recipe.source_image_id).toBeUndefined();
  });

  it('starts from the newest portrait, with its seed, when only the armour has changed', async () => {
    const newest = await compose(kindIn(), {});

    const recipe = await compose(kindIn({ newest, details: inPlate }), {}, update);

    expect(recipe).toMatchObject({
      source_image_id: 'newest',
      render: { mode: 'img2img', denoising_strength: 0.5, seed: 77 },
      identity: { anchors: newest.identity?.anchors },
    });
    expect(recipe.identity?.appearance).not.toBe(newest.identity?.appearance);
  });

  it.each([
    ['a drawing of ours', { paintedBy: 'painter' }, {}],
    ['a picture in another theme', {}, { theme: 'western' }],
  ])('keeps only the seed of %s', async (_what, world, parameters) => {
    const newest = await compose(kindIn(), {});

    const recipe = await compose(kindIn({ newest, details: inPlate, ...world }), parameters, update);

    expect([recipe.source_image_id, recipe.render?.mode, recipe.render?.seed]).toEqual([undefined, undefined, 77]);
  });

  it('starts from the old picture only where its face is to stay', async () => {
    const newest = await compose(kindIn(), {});

    const [face, seed] = [
      await compose(kindIn({ newest }), { regenerates: { ...regenerates, keep: 'face' } }),
      await compose(kindIn({ newest }), { regenerates: { ...regenerates, keep: 'seed' } }),
    ];

    expect(face).toMatchObject({ source_image_id: 'old', render: { mode: 'img2img', denoising_strength: 0.45 } });
    expect([seed.source_image_id, seed.render?.mode]).toEqual([undefined, undefined]);
  });

  it('is made in the look of its campaign, down to sampler, steps and checkpoint', async () => {
    const recipe = await compose(kindIn(), {}, { campaign_id: 'k-1' });

    expect(recipe).toMatchObject({
      theme: 'horror',
      campaign_style: 3,
      render: { sampler: 'Euler a', steps: 20, model: 'gothic' },
    });
    expect(recipe.render?.prompt).toContain(campaign.suffix);
    expect(recipe.identity?.theme).toBeUndefined();
  });

  it('is made in the theme that its request names, whatever its campaign has', async () => {
    const recipe = await compose(kindIn(), { theme: 'western' }, { campaign_id: 'k-1' });

    expect([recipe.theme, recipe.campaign_style]).toEqual(['western', undefined]);
    expect(recipe.render?.sampler).toBe('DPM++ 2M');
  });
});
