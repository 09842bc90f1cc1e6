import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { closingOf } from './closing';

/** A reply as far as it can be closed. */
const replyOn = (raw: PassThrough): FastifyReply => ({ raw }) as unknown as FastifyReply;

describe('closingOf', () => {
  it('tells when the other side goes', async () => {
    const raw = new PassThrough();
    const { signal } = closingOf(replyOn(raw));

    raw.destroy();
    await new Promise((resolve) => raw.once('close', resolve));

    expect(signal.aborted).toBe(true);
  });

  it('tells at once of one who went before anybody listened', () => {
    const raw = new PassThrough();
    raw.destroy();

    expect(closingOf(replyOn(raw)).signal.aborted).toBe(true);
  });

  it('is silent once it was told to forget', async () => {
    const raw = new PassThrough();
    const { signal, forget } = closingOf(replyOn(raw));
    forget();

    raw.destroy();
    await new Promise((resolve) => raw.once('close', resolve));

    expect(signal.aborted).toBe(false);
  });
});
