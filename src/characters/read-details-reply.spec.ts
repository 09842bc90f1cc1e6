import * as fc from 'fast-check';
import { readDetailsReply } from './read-details-reply';

describe('readDetailsReply', () => {
  it.each([
    ['bare', { character_id: 'c', species: 'elf' }],
    ['wrapped twice', { success: true, data: { character: { id: 'c' } } }],
    ["the hub's response", { correlation_id: 'c', status: 'success', data: { id: 'c' }, error: null }],
  ])('hands over details that come %s', (_form, reply) => {
    const read = readDetailsReply(reply);

    expect(read).toEqual({ details: reply });
  });

  it('opens what Nest has wrapped', () => {
    const read = readDetailsReply({ response: { id: 'c' }, isDisposed: true, id: '7' });

    expect(read).toEqual({ details: { id: 'c' } });
  });

  it.each([
    [{ error: { code: 'CHARACTER_NOT_FOUND', message: 'm', details: {} } }],
    [{ error: { code: 404 } }],
    [{ error: 'CHARACTER_NOT_FOUND', retry_after: 3 }],
    [{ err: { code: 'NOT_FOUND' }, isDisposed: true }],
    [{ err: { status: 'error', message: 'character_not_found' }, isDisposed: true, id: '1' }],
    [{ err: '404' }],
    [{ status: 'error', data: null, error: { code: '404' } }],
    [{ success: false, data: { error: { code: 'NOT_FOUND' } } }],
    [{ statusCode: 404, message: 'Not Found' }],
    [{ response: { error: { code: 'NOT_FOUND' } }, isDisposed: true }],
  ])('hears that there is no such character in %j', (reply) => {
    const read = readDetailsReply(reply);

    expect(read).toEqual({ notFound: true });
  });

  it.each([
    [{ error: 'TEMPORARY_FAILURE', retry_after: 3 }, 'the reply reports an error'],
    [{ err: { message: 'secret text' }, isDisposed: true }, 'the reply reports an error'],
    [{ success: false }, 'the reply reports an error'],
    [{ status: 'error', data: null, error: null }, 'the reply reports an error'],
    [{ isDisposed: true, id: '1' }, 'the reply holds no character'],
    [{ data: null }, 'the reply holds no character'],
    [{}, 'the reply holds no character'],
    [null, 'the reply is not a JSON object'],
    [[], 'the reply is not a JSON object'],
    ['text', 'the reply is not a JSON object'],
  ])('finds %j unusable, for a fixed reason', (reply, error) => {
    const read = readDetailsReply(reply);

    expect(read).toEqual({ error });
  });

  it.each([
    [{ stream: 'EVENTS', seq: 12 }],
    [{ stream: 'EVENTS', domain: 'hub', seq: 12, duplicate: true }],
    [{ error: { code: 503, description: 'd' }, stream: 'EVENTS', seq: 0 }],
  ])('recognises the acknowledgement %j of a stream', (reply) => {
    const read = readDetailsReply(reply);

    expect(read).toEqual({ pubAck: true });
  });

  it('gives exactly one answer to any JSON', () => {
    const property = fc.property(fc.jsonValue(), (reply) => {
      const read = readDetailsReply(reply);

      expect(Object.keys(read)).toHaveLength(1);
    });

    fc.assert(property, { numRuns: 300 });
  });
});
