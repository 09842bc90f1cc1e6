import { readReply } from './read-reply';

const read = (text: string | Uint8Array): unknown => readReply(Buffer.from(text));

describe('readReply', () => {
  it('opens the reply of a Nest service', () => {
    expect(read('{"response":{"id":"c-1","name":"Aria"},"isDisposed":true,"id":"packet"}')).toEqual({
      id: 'c-1',
      name: 'Aria',
    });
  });

  it('hands on the error of a Nest service', () => {
    expect(read('{"err":{"code":"CHARACTER_NOT_FOUND"},"isDisposed":true}')).toEqual({
      err: { code: 'CHARACTER_NOT_FOUND' },
    });
  });

  it('takes a bare character for the answer, though it has an id', () => {
    expect(read('{"id":"c-1","name":"Aria"}')).toEqual({ id: 'c-1', name: 'Aria' });
  });

  it('hands on the acknowledgement of a stream that captured the request, for the asker to see', () => {
    expect(read('{"stream":"ALL","seq":7}')).toEqual({ stream: 'ALL', seq: 7 });
  });

  it.each(['', '{', 'not JSON', Uint8Array.of(0xff, 0xfe)])('has no answer in what is not JSON', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each(['null', '7', '"text"', '[1]'])('hands on %s as it is', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });
});
