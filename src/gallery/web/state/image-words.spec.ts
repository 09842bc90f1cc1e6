import type { Image } from '../api/api-types';
import { altOf, bytesText, fileAtLeast, titleOf } from './image-words';

const file = (name: string, width: number) => ({
  name,
  width,
  height: width,
  url: '',
  content_type: 'image/webp',
  size_bytes: 1,
});
const IMAGE = {
  id: 'i-1',
  kind: 'portrait',
  width: 832,
  character_id: null,
  location_id: null,
  tags: ['npc', 'villain'],
  metadata: {},
  variants: [file('medium', 512), file('thumb', 128), file('small', 256), file('roll20', 280)],
} as unknown as Image;

describe('Words about pictures', () => {
  it('are the name, else what is shown, else the kind', () => {
    expect(titleOf({ ...IMAGE, metadata: { name: 'The Sunken Crypt' }, character_id: 'c-1' })).toBe('The Sunken Crypt');
    expect(titleOf({ ...IMAGE, metadata: { name: 7 }, character_id: 'c-1' })).toBe('Portrait of c-1');
    expect(titleOf(IMAGE)).toBe('Portrait');
  });

  it('stand in for the picture', () => {
    expect(altOf(IMAGE)).toBe('Portrait: npc, villain');
    expect(altOf({ ...IMAGE, metadata: { name: 'Ash', description: 'an old fox' } })).toBe('Ash, portrait: an old fox');
  });

  it('say bytes as people do', () => {
    expect([999, 1000, 248_321, 3_450_000].map(bytesText)).toEqual(['999 B', '1 kB', '248 kB', '3.5 MB']);
  });
});

describe('fileAtLeast', () => {
  it.each([
    [100, 'thumb'],
    [128, 'thumb'],
    [129, 'small'],
    [512, 'medium'],
  ])('for %i pixels takes the stored file %s: never one that was made for a tabletop', (width, name) => {
    expect(fileAtLeast(IMAGE, width)).toBe(`api/v1/images/i-1/variants/${name}`);
  });

  it('takes the original when no file is large enough', () => {
    expect(fileAtLeast(IMAGE, 513)).toBe('api/v1/images/i-1/content');
  });
});
