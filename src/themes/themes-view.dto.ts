import { ApiProperty } from '@nestjs/swagger';
import { THEME_LOOKS, THEMES, type Theme } from '../common/themes';
import { STYLE_ELEMENTS } from './style-elements';

/** A visual world that pictures can be set in. */
export class ThemeView {
  @ApiProperty({ enum: THEMES, description: 'the word that requests use' }) id!: Theme;
  @ApiProperty({ example: 'Space Fantasy' }) name!: string;
  @ApiProperty({ example: 'starlight, sleek hulls and glowing crystal' }) description!: string;
  @ApiProperty({ type: [String], example: ['#0a0c22', '#26306b'], description: 'its colours, darkest first' })
  palette!: string[];
  @ApiProperty({ type: [String], example: ['traditional'], description: 'other words that mean it' })
  aliases!: string[];
}

/** A member of `style` that requests may set. */
export class StyleElementView {
  @ApiProperty({ example: 'lighting' }) name!: string;
  @ApiProperty({ example: 'where the light comes from' }) description!: string;
  @ApiProperty({ type: [String], example: ['candlelight', 'moonlight'], description: 'any other words do too' })
  examples!: string[];
}

/** What a picture's look can be chosen from. */
export class ThemesView {
  @ApiProperty({ type: [ThemeView] }) themes!: ThemeView[];
  @ApiProperty({ type: [StyleElementView] }) style_elements!: StyleElementView[];

  /** From the tables that the service itself draws and prompts by. */
  static current(): ThemesView {
    return {
      themes: THEMES.map((id) => ({
        id,
        ...THEME_LOOKS[id],
        palette: [...THEME_LOOKS[id].palette],
        aliases: id === 'fantasy' ? ['traditional'] : [],
      })),
      style_elements: STYLE_ELEMENTS.map((element) => ({ ...element, examples: [...element.examples] })),
    };
  }
}
