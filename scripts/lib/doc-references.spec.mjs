import { describe, expect, it } from '@jest/globals';
import { findDeadReferences } from './doc-references.mjs';

const repository = { files: ['README.md', 'docs/a.md', 'docs/adr/0001-x.md', 'src/hub/relay.ts'], scripts: ['check'] };

describe('references of a document', () => {
  it('are alive when files, folders and commands are there', () => {
    const text =
      'See `src/hub/relay.ts:12`, `src/hub/`, `relay.ts`, [a](a.md#top), [root](../README.md) and `npm run check`.';

    const dead = findDeadReferences(text, 'docs', repository);

    expect(dead).toEqual([]);
  });

  it('are dead when nothing of that name is there', () => {
    const text = '`src/hub/gone.ts`, `gone.ts`, [x](adr/0002.md) and npm run fly';

    const dead = findDeadReferences(text, 'docs', repository);

    expect(dead).toEqual(['src/hub/gone.ts', 'gone.ts', 'adr/0002.md', 'npm run fly']);
  });

  it('are dead when a program that is run has no source', () => {
    const text =
      '```sh\nnode --enable-source-maps dist/src/hub/relay.js\nnode dist/src/gone.js run\n```\n`node scripts/gone.mjs`';

    const dead = findDeadReferences(text, '', repository);

    expect(dead).toEqual(['node dist/src/gone.js', 'node scripts/gone.mjs']);
  });

  it('are not looked for in media types, addresses, code blocks and what commands make', () => {
    const text = '`image/png` `nats/` `.data/images` `dist/src/main.js` [w](https://x.org/a)\n```\n`src/no.ts`\n```\n';

    const dead = findDeadReferences(text, '', repository);

    expect(dead).toEqual([]);
  });
});
