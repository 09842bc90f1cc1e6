import { prefersImage } from './prefers-image';

describe('prefersImage', () => {
  it.each([
    'image/*',
    'image/png',
    'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
    'application/json;q=0.5, image/jpeg;q=0.6',
  ])('is true for %s', (accept) => {
    expect(prefersImage(accept)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'application/json, image/png',
    'application/json, image/*;q=0.9',
    'image/gif',
    'image/*;q=0',
    'nonsense',
  ])('is false for %s', (accept) => {
    expect(prefersImage(accept)).toBe(false);
  });
});
