/**
 * A fault that a person can do something about: its message is the one line they read, without a stack
 * (unless DEBUG=1).
 */
export class ReadableError extends Error {
  /**
   * @param {string} message one line: what is wrong, and what to do about it
   * @param {{cause?: unknown, exitCode?: number}} [options] `exitCode` of the command, 1 unless given
   */
  constructor(message, options = {}) {
    super(message, { cause: options.cause });
    this.name = 'ReadableError';
    this.exitCode = options.exitCode ?? 1;
  }
}
