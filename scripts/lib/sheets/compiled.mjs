import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.mjs';

const require = createRequire(import.meta.url);

/**
 * @param {string} path of a source file below `src`, without its ending
 * @returns {any} what it exports, compiled; `prepare()` first
 */
export const compiled = (path) => require(join(CHECKOUT, 'dist/src', path));
