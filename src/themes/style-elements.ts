import type { StyleDto } from '../common/fields/style.dto';

/** A member of `style` with words that do well in it; any other words may be given too. */
export interface StyleElement {
  readonly name: keyof StyleDto;
  readonly description: string;
  readonly examples: readonly string[];
}

/** Every member of `style`, in the order a form shows them. */
export const STYLE_ELEMENTS: readonly StyleElement[] = [
  {
    name: 'pose',
    description: 'how the subject stands or what it does',
    examples: [
      'standing',
      'sitting on a throne',
      'arms crossed',
      'drawing a sword',
      'casting a spell',
      'over the shoulder',
    ],
  },
  {
    name: 'expression',
    description: 'the look on the face',
    examples: ['calm', 'determined', 'fierce', 'laughing', 'weary', 'mysterious smile'],
  },
  {
    name: 'background',
    description: 'what is behind the subject',
    examples: ['castle hall', 'deep forest', 'mountain pass', 'tavern', 'ruins', 'plain dark backdrop'],
  },
  {
    name: 'lighting',
    description: 'where the light comes from',
    examples: ['candlelight', 'moonlight', 'golden sunset', 'torchlight', 'neon light', 'soft daylight'],
  },
  {
    name: 'mood',
    description: 'what the picture feels like',
    examples: ['heroic', 'hopeful', 'gloomy', 'serene', 'tense', 'festive'],
  },
  {
    name: 'art_style',
    description: 'what it is made with',
    examples: ['oil painting', 'watercolour', 'ink drawing', 'charcoal sketch', 'storybook illustration', 'comic'],
  },
];
