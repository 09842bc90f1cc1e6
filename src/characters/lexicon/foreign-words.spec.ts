import { normaliseDetails } from '../normalise-details';

describe('Looks that are told in another script', () => {
  it.each([
    ['голубые', 'blue'],
    ['тёмно-карие', 'dark-brown'],
    ['青い瞳', 'blue'],
    ['绿色', 'green'],
    ['갈색 눈', 'brown'],
  ])('are %s eyes as they are told, and not made up', (eyes, told) => {
    expect(normaliseDetails({ appearance: { eyes } }).subject.eyes).toBe(told);
  });

  it('are what is worn, and what somebody is known by', () => {
    const { subject } = normaliseDetails({
      appearance: { hair: '長い黒髪', other: 'длинная седая борода' },
      equipment: ['Чёрная мантия'],
    });

    expect(subject).toMatchObject({ hair: 'long black', impression: 'long grey beard', outfit: ['black robe'] });
  });

  it.each(['королева', 'карта', '白川さくら村の人', 'сергей'])('are no part of %s', (other) => {
    const { subject } = normaliseDetails({ name: other, backstory: other });

    expect(subject).toEqual(normaliseDetails({}).subject);
  });
});
