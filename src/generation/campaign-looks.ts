import { Injectable } from '@nestjs/common';
import type { CampaignStyle, StyleLook } from '../campaigns/campaign-style';
import { CampaignStyles } from '../campaigns/campaign-styles';
import { PORTRAIT_STYLES } from '../characters/prompt/portrait-style';
import type { Theme } from '../common/themes';
import { SDXL_DEFAULTS, type Recipe } from './recipe';

/** What a picture says of its theme. */
export interface ThemeWishes {
  readonly campaignId?: string;
  /** As the request names it: it counts before all else. */
  readonly named?: Theme;
  /** The subject's own: it counts where the campaign has none yet. */
  readonly own?: Theme;
}

/** What the parameters of a job say that makes a picture anew because of its campaign's new theme. */
export interface Rethemed {
  readonly rethemed?: boolean;
}

/** The theme of a picture, and the look of its campaign, when it is made in that. */
export interface ChosenLook {
  readonly theme: Theme;
  readonly style?: CampaignStyle;
}

/** What pictures without a theme anywhere are set in. */
const PLAIN_THEME: Theme = 'fantasy';

/** Finds the look that a picture is to have: the same for all pictures of a campaign that name no other theme. */
@Injectable()
export class CampaignLooks {
  constructor(private readonly styles: CampaignStyles) {}

  /** The campaign's first picture decides its look from then on, until a change of its theme is announced. */
  async choose({ campaignId, named, own }: ThemeWishes): Promise<ChosenLook> {
    const wanted = named ?? own ?? PLAIN_THEME;
    if (campaignId === undefined) return { theme: wanted };
    const style = await this.styles.establish(campaignId, lookOfTheme(wanted));
    const theme = named ?? style.theme;
    return theme === style.theme ? { theme, style } : { theme };
  }

  /**
   * The look of a changed picture: that which its source was made in, also when the campaign has another by now, so that
   * what is repainted fits what stays; in a theme of its own, the campaign's look where that is it.
   */
  async kept(
    source: Pick<Recipe, 'theme' | 'campaign_style'>,
    { campaignId, named = source.theme }: ThemeWishes,
  ): Promise<CampaignStyle | undefined> {
    if (campaignId === undefined) return undefined;
    if (named !== source.theme) return (await this.choose({ campaignId, named })).style;
    const { campaign_style: version } = source;
    return version === undefined ? undefined : this.styles.version(campaignId, version);
  }
}

/** The look that a theme has with this version of the service; a campaign keeps the one it was given. */
export function lookOfTheme(theme: Theme): StyleLook {
  const [suffix = '', ...palette] = PORTRAIT_STYLES[theme].split(', ');
  const { sampler, scheduler, steps, cfg_scale: cfgScale } = SDXL_DEFAULTS;
  return { theme, suffix, palette: palette.join(', '), sampler, scheduler, steps, cfgScale };
}

/** The words that every prompt of the campaign ends with. */
export function wordsOf(style: CampaignStyle): string {
  return [style.suffix, style.palette].filter((words) => words !== '').join(', ');
}

/** The recipe as its campaign's pictures are made; one that is not painted has nothing to take over. */
export function inStyle(recipe: Recipe, style: CampaignStyle | undefined): Recipe {
  if (style === undefined || recipe.render === undefined) return recipe;
  const { sampler, scheduler, steps, cfgScale: cfg_scale, model = recipe.render.model, version } = style;
  return {
    ...recipe,
    campaign_style: version,
    render: { ...recipe.render, sampler, scheduler, steps, cfg_scale, model },
  };
}

/** The prompt with the campaign's colours, for kinds that have a manner of their own. */
export function inColours(prompt: string, style: CampaignStyle | undefined): string {
  return style === undefined || style.palette === '' || prompt.includes(style.palette)
    ? prompt
    : `${prompt}, ${style.palette}`;
}
