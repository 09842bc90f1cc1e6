import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GALLERY, type GalleryCharacter } from '../../../test/golden/gallery';
import { identify } from '../identity/identify';
import { asIdentified } from '../identity/visual-identity';
import { normaliseDetails } from '../normalise-details';
import { VisualSubject } from '../visual-subject';
import { countTokens } from './clip-tokens';
import { composePortraitPrompt } from './compose-portrait-prompt';
import { identityAnchors } from './identity-anchors';
import { PROMPT_VERSION } from './prompt-version';

const GOLDEN = join(__dirname, '../../../test/golden/prompts');

/** As a portrait is made: read, then completed from the character's id. */
function subjectOf({ file, sheet }: GalleryCharacter, changes: object = {}): VisualSubject {
  const { subject } = normaliseDetails(changed(sheet, changes));
  return asIdentified(subject, identify(subject, { key: file }));
}

/** The sheet with other fields, wherever its wrappers have them. */
function changed(sheet: object, changes: object): object {
  const holder = ['data', 'character', 'character_data'].find((name) => name in sheet);
  if (holder === undefined) return { ...sheet, ...changes };
  return { ...sheet, [holder]: changed((sheet as Record<string, object>)[holder] ?? {}, changes) };
}

function wordsOf(character: GalleryCharacter): string {
  const subject = subjectOf(character);
  const shown = { subject, theme: character.theme };
  const portrait = composePortraitPrompt({ ...shown, kind: 'portrait' });
  const token = composePortraitPrompt({ ...shown, kind: 'token' });
  const told = (title: string, text: string): string => `${title} (${countTokens(text)} tokens)\n${text}\n`;
  return [
    `prompt version ${PROMPT_VERSION}, ${character.theme}\n`,
    told('identity anchors', identityAnchors(subject).join(', ')),
    told('portrait', portrait.prompt),
    told('portrait, negative', portrait.negativePrompt),
    told('token', token.prompt),
    told('token, negative', token.negativePrompt),
  ].join('\n');
}

describe('The gallery', () => {
  // After a wanted change: UPDATE_GOLDEN=1 npx jest src/characters/prompt/gallery.spec.ts, then read what changed.
  it.each(GALLERY.map((character) => [character.file, character] as const))(
    'words %s as an artist has read and accepted it',
    (file, character) => {
      const path = join(GOLDEN, `${file}.txt`);
      const words = wordsOf(character);
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, words);

      expect(words).toBe(readFileSync(path, 'utf8'));
    },
  );
});

describe('Whoever is in the gallery', () => {
  const everybody = GALLERY.map((character) => [character.file, character] as const);
  const MARKER = 'zqxmarker';
  const planted = {
    name: MARKER,
    player_name: MARKER,
    level: 13,
    alignment: MARKER,
    notes: `The ${MARKER} is a spy`,
    dm_notes: `A red ${MARKER} cloak`,
    secrets: [`hides a ${MARKER} scar`],
    goals: [MARKER],
    plot_hooks: [MARKER],
    faction: MARKER,
    location_id: MARKER,
    npc_role: MARKER,
    personality: { traits: [MARKER], bonds: MARKER },
    features: [{ name: MARKER, description: `a ${MARKER} crown` }],
    spells: { known: [MARKER] },
    hit_points: { maximum: 97531, note: MARKER },
    armor_class: 97531,
    audit_trail: [{ by: MARKER }],
    custom_properties: { [MARKER]: MARKER },
    metadata: { [MARKER]: MARKER },
    history: { significant_events: [MARKER], connections: [`a ${MARKER} mask`] },
  };

  it.each(everybody)('fits into the first 75 tokens as %s', (_file, character) => {
    const subject = subjectOf(character);

    const [portrait, token] = (['portrait', 'token'] as const).map((kind) =>
      composePortraitPrompt({ subject, theme: character.theme, kind }),
    );

    expect(countTokens(portrait?.prompt ?? '')).toBeLessThanOrEqual(75);
    expect(countTokens(token?.prompt ?? '')).toBeLessThanOrEqual(75);
    expect(countTokens(token?.negativePrompt ?? '')).toBeLessThanOrEqual(75);
  });

  it.each(everybody)('stays who it is with other gear, level, theme and wishes as %s', (_file, character) => {
    const anchors = identityAnchors(subjectOf(character)).join(', ');
    const armed = { equipment: ['Splint', 'Trident', 'Purple Cloak'], level: 19, hit_points: { maximum: 200 } };

    const subject = subjectOf(character, armed);
    const prompts = (['portrait', 'token'] as const).map((kind) =>
      composePortraitPrompt({
        subject,
        theme: 'western',
        kind,
        style: { pose: 'kneeling', mood: 'grim', background: 'a burning library', lighting: 'candle light' },
        wish: 'a tall feathered hat',
      }),
    );

    expect(identityAnchors(subject).join(', ')).toBe(anchors);
    for (const { prompt } of prompts) {
      expect(prompt).toContain(anchors);
      expect(prompt).toContain('splint armour');
      expect(countTokens(prompt)).toBeLessThanOrEqual(150);
    }
  });

  it.each(everybody)('gives away nothing that cannot be seen as %s', (_file, character) => {
    const plain = subjectOf(character);

    const { subject } = normaliseDetails(changed(character.sheet, planted));
    const told = asIdentified(subject, identify(subject, { key: character.file }));
    const words = JSON.stringify([told, composePortraitPrompt({ subject: told, theme: 'fantasy', kind: 'portrait' })]);

    expect(told).toEqual(plain);
    expect(words).not.toContain(MARKER);
    expect(words).not.toContain('97531');
  });
});
