const SLOW_AFTER_MS = 1000;
const TICK_MS = 1000;
const PLAIN_TICK_MS = 15_000;

/**
 * Writes one line for the person. It goes to stderr: stdout belongs to what a command was asked for.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Does one step of a longer work and says so in one line, with the seconds when it takes long.
 *
 * @template T
 * @param {string} name what is done, in the present: `building`
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` resolves with
 */
export async function step(name, work) {
  const startedAt = Date.now();
  const stopTicking = process.stderr.isTTY ? tickInPlace(name, startedAt) : tickInLines(name, startedAt);
  try {
    const result = await work();
    stopTicking();
    say(`  ✓ ${name}${elapsed(startedAt)}`);
    return result;
  } catch (thrown) {
    stopTicking();
    say(`  ✗ ${name}${elapsed(startedAt)}`);
    throw thrown;
  }
}

/** @param {number} startedAt */
function elapsed(startedAt) {
  const ms = Date.now() - startedAt;
  return ms < SLOW_AFTER_MS ? '' : ` (${(ms / 1000).toFixed(1)} s)`;
}

/** @param {string} name @param {number} startedAt */
function tickInPlace(name, startedAt) {
  const draw = () => process.stderr.write(`\r  … ${name}${elapsed(startedAt)}`);
  draw();
  const timer = setInterval(draw, TICK_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  };
}

/** Without a terminal a line cannot be redrawn: a quiet sign of life, so that a log does not look hung. */
/** @param {string} name @param {number} startedAt */
function tickInLines(name, startedAt) {
  const timer = setInterval(() => say(`  … ${name}${elapsed(startedAt)}`), PLAIN_TICK_MS);
  return () => clearInterval(timer);
}
