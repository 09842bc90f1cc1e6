import { attachment, mapFileName, pictureFileName } from './file-name';

const map = (name: string) => ({ name, columns: 30, rows: 40, plan: { setting: 'dungeon' as const } });

describe('File names of maps', () => {
  it.each([
    ['The Sunken Crypt', 'The Sunken Crypt [30x40].dd2vtt'],
    ['Таверна «Дракон»', 'Таверна «Дракон» [30x40].dd2vtt'],
    ['../../etc/passwd', 'etc passwd [30x40].dd2vtt'],
    ['a"b\r\nSet-Cookie: x', 'a b Set-Cookie x [30x40].dd2vtt'],
    ['evil\u202egpj.exe', 'evil gpj.exe [30x40].dd2vtt'],
    ['Crypt [99x99]', 'Crypt 99x99 [30x40].dd2vtt'],
    ['CON', 'dungeon [30x40].dd2vtt'],
    [' ... ', 'dungeon [30x40].dd2vtt'],
    ['\ud800', 'dungeon [30x40].dd2vtt'],
    ['x'.repeat(500), `${'x'.repeat(80)} [30x40].dd2vtt`],
    ['🐉'.repeat(100), `${'🐉'.repeat(80)} [30x40].dd2vtt`],
  ])('make of %j the name %j', (name, expected) => {
    expect(mapFileName(map(name), 'dd2vtt')).toBe(expected);
  });

  it.each([
    ['The Sunken Crypt', 'the-sunken-crypt-30x40.webp'],
    ['Łódź & Ölmühle', 'odz-olmuhle-30x40.webp'],
    ['龍之洞穴', 'dungeon-30x40.webp'],
    ['..//..', 'dungeon-30x40.webp'],
  ])('name the picture of %j plainly for Foundry: %j', (name, expected) => {
    expect(pictureFileName(map(name))).toBe(expected);
  });

  it.each(['The Crypt', 'Грот', '龍', 'a"; x=y', "it's (old)*", '\u0000', 'e\u0301'])(
    'are told so that no header breaks and the name comes back: %j',
    (name) => {
      const told = attachment(mapFileName(map(name), 'pdf'), map(name));

      const [, ascii, full] =
        /^attachment; filename="([\x20-\x21\x23-\x5b\x5d-\x7e]+)"; filename\*=UTF-8''([\w.!~%-]+)$/.exec(told) ?? [];
      expect(ascii).toMatch(/[A-Za-z]+.*\[30x40\]\.pdf$/);
      expect(decodeURIComponent(full ?? '')).toBe(mapFileName(map(name), 'pdf'));
    },
  );
});
