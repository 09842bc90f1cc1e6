import { fileNameIn } from './download';

describe('fileNameIn', () => {
  it.each([
    ['inline; filename="portrait-1.png"', 'portrait-1.png'],
    ['attachment; filename=map.pdf; size=1', 'map.pdf'],
    [`attachment; filename="x.dd2vtt"; filename*=UTF-8''Gr%C3%BCfte%20%5B24x16%5D.dd2vtt`, 'Grüfte [24x16].dd2vtt'],
    ['attachment; filename="a \\"b\\".zip"', 'a "b".zip'],
    [`attachment; filename*=UTF-8''%E0%A4; filename="plain.txt"`, 'plain.txt'],
  ])('finds the name in %s', (header, name) => {
    expect(fileNameIn(header)).toBe(name);
  });

  it('finds none where there is none', () => {
    expect(fileNameIn(null)).toBeUndefined();
    expect(fileNameIn('inline')).toBeUndefined();
  });
});
