import { readBackendAddress } from './backend-address';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('readBackendAddress', () => {
  it('takes a bare address for a server with one slot that will say itself how it speaks', () => {
    expect(readBackendAddress('http://gpu:7860')).toEqual({
      name: 'gpu:7860',
      baseUrl: 'http://gpu:7860',
      authorization: undefined,
      dialect: 'auto',
      slots: 1,
      weight: 1,
    });
  });

  it('reads a path, a user and options, and keeps the password out of what is shown', () => {
    const address = readBackendAddress('https://user:p%40ss@gpu.example/sd/#dialect=forge&slots=4&weight=10');

    expect(address).toEqual({
      name: 'gpu.example/sd',
      baseUrl: 'https://gpu.example/sd',
      authorization: basic('user:p@ss'),
      dialect: 'forge',
      slots: 4,
      weight: 10,
    });
  });

  it('speaks with a user who has no password', () => {
    expect(readBackendAddress('http://user@gpu').authorization).toBe(basic('user:'));
  });

  it('reads an IPv6 address', () => {
    expect(readBackendAddress('http://[::1]:7860')).toMatchObject({ name: '[::1]:7860', baseUrl: 'http://[::1]:7860' });
  });

  it.each(['auto', 'a1111', 'forge', 'sdnext', 'sdcpp', 'comfyui'])('knows the dialect %s', (dialect) => {
    expect(readBackendAddress(`http://gpu#dialect=${dialect}`).dialect).toBe(dialect);
  });

  it.each([
    ['slots', 64],
    ['weight', 100],
  ])('takes %s from 1 to %s', (name, most) => {
    expect(readBackendAddress(`http://gpu#${name}=${most}`)).toMatchObject({ [name]: most });
    for (const wrong of ['0', String(most + 1), '-1', '1.5', 'many', '']) {
      expect(() => readBackendAddress(`http://gpu#${name}=${wrong}`)).toThrow(
        `expected ${name} to be a whole number from 1 to ${most}`,
      );
    }
  });

  it.each([
    ['gpu:7860', /http\(s\)/],
    ['ftp://gpu', /http\(s\)/],
    ['', /http\(s\)/],
    ['http://', /http\(s\)/],
    ['http://gpu#dialect=midjourney', /expected dialect to be one of auto, a1111/],
    ['http://gpu#speed=9', /expected only #dialect, slots and weight/],
    ['http://%zz:secret@gpu', /expected/],
    ['http://user:%zz@gpu', /expected/],
  ])('refuses %s, and says what it expected', (text, message) => {
    expect(() => readBackendAddress(text)).toThrow(message);
  });
});
