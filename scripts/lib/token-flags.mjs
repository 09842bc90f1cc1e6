import { parseArgs } from 'node:util';
import { ReadableError } from './readable-error.mjs';

const USAGE =
  'usage: npm run token -- --sub USER [--roles a,b] [--campaigns x,y] [--permissions image:read,...] [--ttl SECONDS]';
const DEFAULT_TTL_SECONDS = 3600;

/**
 * @param {readonly string[]} args as typed after `npm run token --`
 * @returns {import('./token.mjs').TokenClaims}
 * @throws ReadableError with the usage and exit code 2 when they make no sense
 */
export function readTokenFlags(args) {
  const flags = parse(args);
  const ttlSeconds = flags.ttl === undefined ? DEFAULT_TTL_SECONDS : Number(flags.ttl);
  if (!flags.sub) throw misused('--sub is missing');
  if (!Number.isSafeInteger(ttlSeconds) || ttlSeconds < 1) throw misused('--ttl takes a whole number of seconds');
  return {
    sub: flags.sub,
    roles: listOf(flags.roles),
    campaigns: listOf(flags.campaigns),
    permissions: listOf(flags.permissions),
    ttlSeconds,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  const text = { type: /** @type {const} */ ('string') };
  const options = { sub: text, roles: text, campaigns: text, permissions: text, ttl: text };
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw misused(String(cause instanceof Error ? cause.message : cause).split('. ')[0] ?? '');
  }
}

/** @param {string} reason */
function misused(reason) {
  return new ReadableError(`${reason}\n${USAGE}`, { exitCode: 2 });
}

/** @param {string | undefined} text */
function listOf(text = '') {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
