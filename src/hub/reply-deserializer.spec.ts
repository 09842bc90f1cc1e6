import { ReplyDeserializer } from './reply-deserializer';

const read = (text: string | Uint8Array) => new ReplyDeserializer().deserialize(Buffer.from(text));

describe('ReplyDeserializer', () => {
  it('opens the reply of a Nest service', () => {
    const reply = read('{"response":{"id":"c-1","name":"Aria"},"isDisposed":true,"id":"packet"}');

    expect(reply).toMatchObject({ response: { id: 'c-1', name: 'Aria' }, isDisposed: true });
    expect(reply.err).toBeUndefined();
  });

  it('hands on the error of a Nest service', () => {
    expect(read('{"err":{"code":"CHARACTER_NOT_FOUND"},"isDisposed":true}').err).toEqual({
      code: 'CHARACTER_NOT_FOUND',
    });
  });

  it('takes a bare character for the answer, though it has an id', () => {
    const character = { id: 'c-1', name: 'Aria', response: undefined };

    expect(read(JSON.stringify(character))).toEqual({
      id: '',
      response: { id: 'c-1', name: 'Aria' },
      isDisposed: true,
    });
  });

  it('hands on the acknowledgement of a stream that captured the request, for the asker to see', () => {
    expect(read('{"stream":"ALL","seq":7}').response).toEqual({ stream: 'ALL', seq: 7 });
  });

  it.each(['', '{', 'not JSON', Uint8Array.of(0xff, 0xfe)])(
    'has no answer in what is not JSON, and does not throw',
    (text) => {
      expect(read(text)).toEqual({ id: '', response: undefined, isDisposed: true });
    },
  );

  it.each(['null', '7', '"text"', '[1]'])('hands on %s as it is', (text) => {
    expect(read(text).response).toEqual(JSON.parse(text));
  });
});
