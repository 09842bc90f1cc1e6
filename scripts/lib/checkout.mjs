import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the folder that holds package.json. The only place that looks at where it lies itself:
 * everything else is told its checkout, so that a test can use another one.
 */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
