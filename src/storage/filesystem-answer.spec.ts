import { answering, codeOf } from './filesystem-answer';
import { ObjectNotFoundError, StorageUnavailableError } from './storage.errors';

function refusing(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(`${code}: /secret/path`), { code, syscall: 'write' }));
}

describe('answering', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EACCES', 'not accessible'],
    ['EROFS', 'read-only'],
    ['EIO', 'reports a fault'],
  ])('turns %s into a storage fault that may pass, in words without the path', async (code, words) => {
    const failure = await answering(refusing(code)).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(StorageUnavailableError);
    expect(failure).toMatchObject({ retry: 'later', message: expect.stringContaining(words), cause: { code } });
    expect(String(failure)).not.toContain('/secret/path');
  });

  it('lets the errors of the port pass as they are', async () => {
    const error = new ObjectNotFoundError();

    await expect(answering(() => Promise.reject(error))).rejects.toBe(error);
  });
});

describe('codeOf', () => {
  it('knows only errors of system calls', () => {
    expect(codeOf(new TypeError('x'))).toBeUndefined();
    expect(codeOf(undefined)).toBeUndefined();
    expect(codeOf({ code: 'INTERNAL' })).toBeUndefined();
  });
});
