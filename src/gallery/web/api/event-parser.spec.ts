import { EventParser } from './event-parser';

describe('EventParser', () => {
  it('reads events however the stream is cut', () => {
    const stream = 'id: 7\nevent: state\ndata: {"a":1}\n\n: still here\n\nevent: end\ndata: one\ndata:two\n\n';
    const whole = new EventParser().push(stream);

    const parser = new EventParser();
    const cut = [...stream].flatMap((letter) => parser.push(letter));

    expect(whole).toEqual([
      { id: '7', event: 'state', data: '{"a":1}' },
      { id: '7', event: 'end', data: 'one\ntwo' },
    ]);
    expect(cut).toEqual(whole);
  });

  it('takes every kind of line end, also one that is cut in two', () => {
    const parser = new EventParser();

    const events = ['data: a\r', '\n\r', '\ndata: b\r\r', 'data: c\n\n'].flatMap((piece) => parser.push(piece));

    expect(events.map(({ data }) => data)).toEqual(['a', 'b', 'c']);
  });

  it('tells nothing of an event without data, or one that is not complete', () => {
    const parser = new EventParser();

    expect(parser.push('event: state\n\n')).toEqual([]);
    expect(parser.push('data: half')).toEqual([]);
  });

  it('forgets the name of an event with it', () => {
    const events = new EventParser().push('event: state\n\ndata: plain\n\n');

    expect(events).toEqual([{ id: '', event: 'message', data: 'plain' }]);
  });
});
