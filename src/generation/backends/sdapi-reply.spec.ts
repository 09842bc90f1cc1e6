import { readReply } from './sdapi-reply';

const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 250, 251, 252]);
const ENCODED = PICTURE.toString('base64');
const bytesOf = (text: string): Buffer => Buffer.from(text);

describe('readReply', () => {
  it('gives the picture, and the rest as JSON, of a reply as servers send it', () => {
    const text = `{"images":["${ENCODED}"],"parameters":{"a":"\\"}"},"info":"{\\"seed\\": 7}"}`;

    const read = readReply(bytesOf(text));

    expect(read).toEqual({
      picture: PICTURE,
      reply: { images: [''], parameters: { a: '"}' }, info: '{"seed": 7}' },
    });
  });

  it('takes blanks where JSON allows them', () => {
    expect(readReply(bytesOf(` { "images" : [ "${ENCODED}"], "info": "" }`)).picture).toEqual(PICTURE);
  });

  it.each([
    ['several pictures', `{"images":["${ENCODED}","${ENCODED}"],"info":""}`],
    ['an address with data', `{"images":["data:image/png;base64,${ENCODED}"]}`],
    ['escapes', `{"images":["a\\/b="]}`],
    ['an empty picture', `{"images":[""]}`],
    ['another order of members', `{"info":"","images":["${ENCODED}"]}`],
    ['no list', `{"images":"${ENCODED}"}`],
    ['no picture', `null`],
  ])('reads as nothing but JSON what has %s', (_, text) => {
    expect(readReply(bytesOf(text))).toEqual({ reply: JSON.parse(text) });
  });

  it.each(['', `{"images":["${ENCODED}"`, `{"images":["${ENCODED}"],`, `{"images":["${ENCODED}`])(
    'takes nothing from what broke off: %j',
    (text) => {
      const read = (): unknown => readReply(bytesOf(text));

      if (text === '') expect(read()).toEqual({ reply: undefined });
      else expect(read).toThrow('not JSON');
    },
  );
});
