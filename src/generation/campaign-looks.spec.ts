import type { CampaignStyle } from '../campaigns/campaign-style';
import type { CampaignStyles } from '../campaigns/campaign-styles';
import { CampaignLooks, lookOfTheme } from './campaign-looks';

const western: CampaignStyle = { ...lookOfTheme('western'), suffix: 'as it was then', version: 1 };
const steampunk: CampaignStyle = { ...lookOfTheme('steampunk'), version: 2 };

/** A campaign whose theme was western, and is steampunk now. */
const looks = new CampaignLooks({
  establish: () => Promise.resolve(steampunk),
  version: (_campaignId: string, version: number) => Promise.resolve([western, steampunk][version - 1]),
} as unknown as CampaignStyles);

describe('CampaignLooks.kept', () => {
  it.each([
    ['stays in the look of its source, whatever the campaign has now', { theme: 'western', campaign_style: 1 }, undefined, western],
    ['stays in it when its own theme is named', { theme: 'western', campaign_style: 1 }, 'western', western],
    ['takes the look of the campaign in its theme', { theme: 'western', campaign_style: 1 }, 'steampunk', steampunk],
    ['has none in a theme that is not the campaign\'s', { theme: 'western', campaign_style: 1 }, 'horror', undefined],
    ['has none when its source had none', { theme: 'horror' }, undefined, undefined],
  ] as const)('a changed picture %s', async (_what, source, named, expected) => {
    expect(await looks.kept(source, { campaignId: 'saga', named })).toEqual(expected);
  }); // prettier-ignore

  it('is of no campaign where there is none', async () => {
    expect(await looks.kept({ theme: 'western', campaign_style: 1 }, {})).toBeUndefined();
  });
});
