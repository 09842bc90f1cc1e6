/**
 * Version of the prompt compiler: lexicons, order, budget. Raised with every change that gives other words for the same
 * subject; stored with each picture as `render.prompt_version`.
 */
export const PROMPT_VERSION = 2;
