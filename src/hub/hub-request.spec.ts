import { headers } from 'nats';
import { HttpProblem } from '../common/http/problem';
import { readHubRequest, writeHubAnswer } from './hub-request';

const asked = (text: string) => readHubRequest({ data: Buffer.from(text) });
const written = (text: string, answer: Parameters<typeof writeHubAnswer>[1]): unknown =>
  JSON.parse(Buffer.from(writeHubAnswer(asked(text), answer)).toString());

describe('A request over the hub', () => {
  it('is read bare and in the packet of Nest', () => {
    expect(asked('{"image_id":"7"}')).toMatchObject({ isPacket: false, body: { image_id: '7' } });
    expect(asked('{"pattern":"image.get","data":{"image_id":"7"},"id":"p1"}')).toMatchObject({
      isPacket: true,
      packetId: 'p1',
      body: { image_id: '7' },
    });
  });

  it.each(['', 'nonsense', '[]', '7', 'null', '{"pattern":"x","data":"text","id":"1"}', '{"pattern":"x","data":null}'])(
    'that cannot be read (%s) is a refusal, not a failure',
    (text) => {
      const { body } = asked(text);

      expect(body).toBeInstanceOf(HttpProblem);
      expect(body).toMatchObject({ code: 'VALIDATION_FAILED' });
    },
  );

  it('is answered as it was asked', () => {
    const error = { code: 'NOT_FOUND', message: 'there is no such image' };

    expect(written('{}', { value: { a: 1 } })).toEqual({ a: 1 });
    expect(written('{}', { error })).toEqual({ error });
    expect(written('{"pattern":"x","data":{},"id":"1"}', { value: { a: 1 } })).toEqual({
      response: { a: 1 },
      isDisposed: true,
      id: '1',
    });
    expect(written('{"pattern":"x","data":{},"id":"1"}', { error })).toEqual({ err: error, isDisposed: true, id: '1' });
  });

  it('brings its correlation id and trace along, when they are spelled well', () => {
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const good = headers();
    good.set('X-Request-ID', 'order-7');
    good.set('traceparent', trace);
    const bad = headers();
    bad.set('traceparent', 'nonsense');

    expect(readHubRequest({ data: Buffer.from('{}'), headers: good }).context).toEqual({
      correlationId: 'order-7',
      traceparent: trace,
    });
    expect(readHubRequest({ data: Buffer.from('{}'), headers: bad }).context).toEqual({
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      traceparent: undefined,
    });
  });
});
