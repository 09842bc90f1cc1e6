import { OptionalText } from './request-fields';

/** Wishes for how a picture looks; words, never syntax. */
export class StyleDto {
  @OptionalText(120, 'standing, sitting, casting a spell …') pose?: string;
  @OptionalText(120, 'calm, fierce, laughing …') expression?: string;
  @OptionalText(120, 'what is behind the subject') background?: string;
  @OptionalText(120, 'candle light, moonlight …') lighting?: string;
  @OptionalText(120, 'gloomy, hopeful …') mood?: string;
  @OptionalText(120, 'oil painting, ink drawing …') art_style?: string;
}
