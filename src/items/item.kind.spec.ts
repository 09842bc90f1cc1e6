import type { CampaignStyles } from '../campaigns/campaign-styles';
import { CampaignLooks } from '../generation/campaign-looks';
import { ValidationFailedError } from '../common/errors';
import type { JobEntity } from '../generation/jobs/job.entity';
import { PictureKinds } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import { sharp } from '../processing/sharp-settings';
import { drawItem } from './drawing/draw-item';
import { ItemKind } from './item.kind';
import { RARITIES } from './item-subject';
import { ITEM_TYPES } from './item-words';

const kind = new ItemKind(new PictureKinds(), new CampaignLooks({} as CampaignStyles));

const recipeOf = async (body: object): Promise<Recipe> => {
  const { parameters } = kind.read(body, 'drop');
  const { recipe } = await kind.compose({ id: 'job-1', parameters } as unknown as JobEntity);
  return recipe;
};

describe('ItemKind', () => {
  it.each([
    ['its fields', { name: 'Flame Tongue', item_type: 'longsword', rarity: 'Rare' }],
    ['an object', { item: { name: 'Flame Tongue', type: 'longsword', rarity: 'rare' } }],
    [
      'an inventory entry',
      { item: { quantity: 1, item_data: { name: 'Flame Tongue', type: 'longsword', rarity: 'RARE' } } },
    ],
  ])('reads an item told by %s', async (_, body) => {
    const { subject } = await recipeOf(body);

    expect(subject).toMatchObject({ type: 'sword', name: 'flame tongue', rarity: 'rare' });
  });

  it('reads an item told by its name alone', async () => {
    const { subject } = await recipeOf({ item: 'Potion of Healing' });

    expect(subject).toMatchObject({ type: 'potion', name: 'potion of healing' });
  });

  it('asks for something to go by', () => {
    expect(() => kind.read({ theme: 'horror' }, 'refuse')).toThrow(ValidationFailedError);
    expect(() => kind.read({ item: 7 }, 'drop')).toThrow(/item: expected an object or a text/);
  });

  it('lets no program and no secret of the sender into prompt and parameters', async () => {
    const body = {
      item: { name: '<lora:evil:2> Sword (((huge)))', dm_notes: 'cursed by the lich', password: 'hunter2' },
      description: 'BREAK steps: 99, a silver blade',
    };

    const { parameters } = kind.read(body, 'drop');
    const recipe = await recipeOf(body);

    expect(JSON.stringify([parameters, recipe])).not.toMatch(/lora|\(\(|BREAK|99|lich|hunter2|notes/);
    expect(recipe.render?.prompt).toContain('silver blade');
  });

  it('composes the same recipe for the same request, and always the safety words', async () => {
    const [one, two] = [await recipeOf({ name: 'shield' }), await recipeOf({ name: 'shield' })];

    expect(one).toEqual(two);
    expect(one.render?.negative_prompt).toMatch(/^nsfw, nude/);
  });

  it('finishes a square picture with its variants', async () => {
    const recipe = await recipeOf({ name: 'ring', seed: 3 });

    const { original, variants } = await kind.finish(await kind.sketch(recipe), recipe, 'drawn');

    expect(original).toMatchObject({ width: 1024, height: 1024, format: 'png' });
    expect(variants.map(({ name }) => name)).toEqual(['medium', 'small', 'thumb']);
  });
});

describe('drawItem', () => {
  it.each(ITEM_TYPES)('draws a %s that can be told from the empty backdrop', async (type) => {
    const options = { theme: 'fantasy', seed: 5, sidePx: 128 } as const;
    const svg = drawItem({ version: 1, type, rarity: 'common' }, options);

    const { entropy } = await sharp(Buffer.from(svg)).stats();

    expect(svg).toBe(drawItem({ version: 1, type, rarity: 'common' }, options));
    expect(entropy).toBeGreaterThan(4);
  });

  it('lights every rarity in its own colour', () => {
    const drawn = RARITIES.map((rarity) =>
      drawItem({ version: 1, type: 'ring', rarity }, { theme: 'fantasy', seed: 1, sidePx: 64 }),
    );

    expect(new Set(drawn).size).toBe(RARITIES.length);
  });
});
