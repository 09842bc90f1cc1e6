import type { JobEntity } from '../generation/jobs/job.entity';
import type { CampaignStyle } from '../campaigns/campaign-style';
import type { CampaignLooks } from '../generation/campaign-looks';
import type { EditWishes, PictureKind } from '../generation/picture-kind';
import { SDXL_DEFAULTS, type Recipe } from '../generation/recipe';
import { SourceImageGoneError } from '../images/image-content';
import type { ImageEntity } from '../images/image.entity';
import type { ImagesReader } from '../images/images.reader';
import { EditComposer } from './edit-composer';
import type { EditParameters } from './edit-parameters';

const SOURCE = 'source';
const CUT_FROM = 'portrait';

const image = {
  id: SOURCE,
  width: 832,
  height: 1216,
  status: 'active',
  backend: { dialect: 'painter', model: 'sketch' },
};

const recipe = {
  version: 1,
  kind: 'portrait',
  theme: 'fantasy',
  render: { prompt: 'a dwarf', negative_prompt: 'nsfw', seed: 1, width: 832, height: 1216, ...SDXL_DEFAULTS },
  subject: { minor: false },
  output: { width: 832, height: 1216 },
} as const satisfies Recipe;

const kind = {
  tiles: () => undefined,
  reworded: (_: Recipe, { theme, look, wish = '' }: EditWishes) => ({
    prompt: `${wish && `${wish}, `}a dwarf, ${look?.suffix ?? theme} look`,
    negative_prompt: 'nsfw',
  }),
  enlarged: (output: { width: number; height: number }, factor: number) => ({
    width: output.width * factor,
    height: output.height * factor,
  }),
} as unknown as PictureKind;

function composed(
  edit: Partial<EditParameters>,
  { source = recipe, row = image, look }: { source?: object; row?: object; look?: CampaignStyle } = {},
): Promise<Recipe> {
  const images = {
    find: () => Promise.resolve(row as ImageEntity),
    recipeOf: (id: string) =>
      Promise.resolve(id === CUT_FROM ? { kind: 'portrait', subject: { minor: true } } : source),
  } as unknown as ImagesReader;
  const job = { id: 'job-1', parameters: { edit: { source_image_id: SOURCE, ...edit } } } as unknown as JobEntity;
  const looks = { kept: () => Promise.resolve(look) } as unknown as CampaignLooks;
  return new EditComposer(images, looks).compose(job, kind).then(({ recipe: made }) => made);
}

describe('EditComposer', () => {
  it('starts a style from the source, in its own size and the theme asked for', async () => {
    const made = await composed({ type: 'style', theme: 'horror', style: { mood: 'Gloomy!' }, strength: 0.7, seed: 9 });

    expect(made).toMatchObject({
      theme: 'horror',
      source_image_id: SOURCE,
      edit: { type: 'style', source_origin: 'drawn', words: 'gloomy', strength: 0.7 },
      render: {
        mode: 'img2img',
        denoising_strength: 0.7,
        seed: 9,
        width: 832,
        height: 1216,
        prompt: 'a dwarf, horror look',
      },
      output: recipe.output,
    });
  });

  it('is made in the look of its campaign, and an enlargement as it was', async () => {
    const look = {
      ...{
        version: 3,
        theme: 'fantasy',
        suffix: 'woodcut',
        palette: 'sepia',
        sampler: 'Euler a',
        scheduler: 'Automatic',
      },
      ...{ steps: 20, cfgScale: 5, model: 'our-model' },
    } as const satisfies CampaignStyle;
    const source = { ...recipe, campaign_style: 3 };

    const styled = await composed({ type: 'style', style: { mood: 'calm' } }, { source, look });
    const elsewhere = await composed({ type: 'style', theme: 'western' }, { source });
    const larger = await composed({ type: 'upscale', factor: 2 }, { source, look });

    expect(styled).toMatchObject({
      campaign_style: 3,
      render: { prompt: 'a dwarf, woodcut look', sampler: 'Euler a', scheduler: 'Automatic', steps: 20, cfg_scale: 5 },
    });
    expect(styled.render?.model).toBe('our-model');
    expect([elsewhere.campaign_style, elsewhere.render?.sampler]).toEqual([undefined, SDXL_DEFAULTS.sampler]);
    expect([larger.campaign_style, larger.render?.model]).toEqual([3, undefined]);
  });

  it('draws the seed from the job when none is given, the same on every attempt', async () => {
    const [one, two] = [
      await composed({ type: 'style', theme: 'horror' }),
      await composed({ type: 'style', theme: 'horror' }),
    ];

    expect(one).toEqual(two);
    expect(one.render?.seed).not.toBe(recipe.render.seed);
  });

  it('says first what a mask is to show, and then what is around it', async () => {
    const mask = { image_id: 'i', sha256: 'abc', box: { left: 0, top: 0, width: 9, height: 9 } };

    const made = await composed({ type: 'inpaint', prompt: 'a red hat', mask });

    expect(made.render).toMatchObject({
      mode: 'inpaint',
      denoising_strength: 0.75,
      prompt: 'a red hat, a dwarf, fantasy look',
    });
    expect(made.edit).toMatchObject({ mask_sha256: 'abc', words: 'a red hat' });
  });

  it('knows who is on a token that was cut from a portrait', async () => {
    const { render: _render, ...uncut } = recipe;
    const cut = { ...uncut, subject: {}, source_image_id: CUT_FROM };

    const made = await composed({ type: 'inpaint', prompt: 'a red hat' }, { source: cut });

    expect(made.subject).toEqual({ minor: true });
    expect(made.render?.prompt).toBe('a red hat, a dwarf, fantasy look');
  });

  it('enlarges by the size of the picture, and says nothing to the upscaler', async () => {
    const made = await composed({ type: 'upscale', factor: 4 });

    expect(made.render).toMatchObject({ mode: 'upscale', upscale_by: 4, width: 832, height: 1216, prompt: '' });
    expect(made.output).toEqual({ width: 3328, height: 4864 });
  });

  it.each([
    ['a model', { ...image, backend: { dialect: 'a1111' } }, recipe, 'diffused'],
    ['us, of what a model painted', image, { ...recipe, edit: { source_origin: 'diffused' } }, 'mixed'],
    ['us, of what was of both', image, { ...recipe, edit: { source_origin: 'mixed' } }, 'mixed'],
  ])('remembers that the source was made by %s', async (_, row, source, origin) => {
    const made = await composed({ type: 'upscale', factor: 2 }, { row, source });

    expect(made.edit?.source_origin).toBe(origin);
  });

  it('gives up when the source has been deleted', async () => {
    const gone = composed({ type: 'upscale', factor: 2 }, { row: { ...image, status: 'deleted' } });

    await expect(gone).rejects.toBeInstanceOf(SourceImageGoneError);
  });
});
