import fc from 'fast-check';
import { composePortraitPrompt, type PortraitStyle } from '../../../src/characters/prompt/compose-portrait-prompt';
import { SAFETY_NEGATIVES } from '../../../src/characters/prompt/portrait-style';
import type { VisualSubject } from '../../../src/characters/visual-subject';
import { THEMES } from '../../../src/common/themes';
import { readBackendAddress, type Dialect } from '../../../src/config/backend-address';
import { BackendClient } from '../../../src/generation/backends/backend.client';
import { ComfyUiBackend } from '../../../src/generation/backends/comfyui.backend';
import { sanitizePrompt } from '../../../src/generation/backends/firewall/sanitize-prompt';
import type { ImageBackend } from '../../../src/generation/backends/image-backend';
import { SDAPI_HABITS } from '../../../src/generation/backends/sdapi-habits';
import { SdapiBackend } from '../../../src/generation/backends/sdapi.backend';
import { composeItemPrompt } from '../../../src/items/item-prompt';
import { itemSubject } from '../../../src/items/item-subject';
import { composeMapPrompt } from '../../../src/maps/prompt/compose-map-prompt';
import { HOSTILE_PROMPTS } from '../../support/stable-diffusion/hostile-prompts';
import { hostileText } from '../../support/stable-diffusion/hostile-text';
import { promptEscapes } from '../../support/stable-diffusion/prompt-escapes';
import { readPrompt } from '../../support/stable-diffusion/prompt-grammar';
import type { SimulatedServer } from '../../support/stable-diffusion/simulated-server';
import { backendAt, EVERY_DIALECT, LIMITS, paintWith, SIMULATED } from './simulated-backends';

/** Prompts in all: FIREWALL_CASES=20000 is the full profile. One in six, at most 200 for each dialect, goes over HTTP. */
const CASES = Number(process.env.FIREWALL_CASES ?? 600);
const SENT_PER_DIALECT = Math.min(200, Math.ceil(CASES / 6 / EVERY_DIALECT.length));
const READ_PER_DIALECT = Math.ceil(CASES / EVERY_DIALECT.length) - SENT_PER_DIALECT;
/** SD.Next takes 60 pictures a minute from one client. */
const SENT_PER_SERVER = 50;
jest.setTimeout(600_000);

const COLLECTED = Object.values(HOSTILE_PROMPTS).flat();
/** What both readers hear in a text, in either place. */
const heard = (dialect: Dialect, text: string): string[] =>
  (['prompt', 'negative'] as const).flatMap((side) => [
    ...promptEscapes(dialect, text, side),
    ...readPrompt(dialect, text, side).effects,
  ]);

describe.each(EVERY_DIALECT)('The prompt firewall before %s', (dialect) => {
  const opened: { backend: ImageBackend; server: SimulatedServer }[] = [];
  afterEach(async () => {
    for (const { backend, server } of opened.splice(0)) await Promise.all([backend.close(), server.stop()]);
  });
  const open = async (behind: (url: string) => ImageBackend): Promise<[ImageBackend, SimulatedServer]> => {
    const server = await SIMULATED[dialect]();
    const backend = behind(server.url);
    opened.push({ backend, server });
    return [backend, server];
  };

  it('lets no collected text do more than describe', () => {
    expect(COLLECTED.length).toBeGreaterThanOrEqual(150);

    const escapes = COLLECTED.map((text) => [text, heard(dialect, sanitizePrompt(dialect, text))]);

    expect(escapes.filter(([, effects]) => effects?.length !== 0)).toEqual([]);
  });

  it('lets no generated text do more than describe, and paints just the words that passed', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const sent = sanitizePrompt(dialect, text);

        expect(heard(dialect, sent)).toEqual([]);
        expect(readPrompt(dialect, sent).painted).toBe(sent.replace(/\\([()])/g, '$1'));
      }),
      { numRuns: READ_PER_DIALECT },
    );
  });

  it('lets nothing through to the server, and changes nothing in a request but its words', async () => {
    const texts = fc.sample(fc.tuple(hostileText, hostileText), Math.ceil(SENT_PER_DIALECT / 2));
    for (let first = 0; first < texts.length; first += SENT_PER_SERVER) {
      const [backend, server] = await open((url) => backendAt(url, dialect));
      const some = texts.slice(first, first + SENT_PER_SERVER);
      await paintWith(backend);

      for (const [prompt, negative_prompt] of some) {
        await paintWith(backend, { prompt: `a wizard, ${prompt}`, negative_prompt: `blurry, ${negative_prompt}` });
      }

      const [harmless, ...hostile] = orders(server);
      expect(server.escapes).toEqual([]);
      expect(hostile).toHaveLength(some.length);
      expect(new Set(hostile)).toEqual(new Set([harmless]));
    }
  });

  it('is what does it: without it the server carries out what is written', async () => {
    const [backend, server] = await open((url) => unguarded(url, dialect));
    const texts = ['a fighter (Battle Master)', '(x:1.9)', 'x embedding:evil', '[a|b]', 'a BREAK b'];

    for (const prompt of texts) await paintWith(backend, { prompt });

    expect(server.escapes.length).toBeGreaterThanOrEqual(2);
    const escaping = COLLECTED.filter((text) => text.length < 2000 && heard(dialect, text).length > 0);
    expect(escaping.length).toBeGreaterThan(COLLECTED.length / 4);
  });

  it('leaves our own prompts as they were composed, whatever was asked for', () => {
    fc.assert(
      fc.property(
        fc.array(hostileText, { minLength: 12, maxLength: 12 }),
        fc.constantFrom(...THEMES),
        (texts, theme) => {
          for (const { prompt, negative } of composed(texts, theme)) {
            expect(sanitizePrompt(dialect, prompt)).toBe(prompt);
            expect(sanitizePrompt(dialect, negative)).toBe(negative);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('loses no word of what must not be painted, whatever was asked for', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 12, maxLength: 12 }), hostileText, (texts, appended) => {
        const wished = composed(texts, 'fantasy').map(({ negative }) => sanitizePrompt(dialect, negative));

        expect(wished).toEqual(composed([], 'fantasy').map(({ negative }) => negative));
        // Even of a text that was put behind it, which nothing does.
        const longer = sanitizePrompt(dialect, `${SAFETY_NEGATIVES}, ${appended}${' more'.repeat(2000)}`);
        expect(longer.startsWith(`${SAFETY_NEGATIVES}`)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('The second reader', () => {
  it.each<[Dialect, string, string]>([
    ['a1111', 'a room at 12:30', 'composition'],
    ['forge', '(x:1.5', 'weight'],
    ['a1111', '[a:b:3]', 'schedule'],
    ['a1111', '<|endoftext|>', 'token'],
    ['sdnext', 'a TE2: b', 'encoder'],
    ['sdnext', 'cat++', 'weight'],
    ['sdnext', '{a}', 'choice'],
    ['sdcpp', '(a:.)', 'crash'],
    ['sdcpp', 'a | b', 'split'],
    ['comfyui', '(a:2)', 'weight'],
    ['comfyui', 'embedding:x', 'embedding'],
    ['comfyui', 'a\u200bb', 'unseen'],
  ])('hears for %s in %j a %s', (dialect, text, kind) => {
    expect(readPrompt(dialect, text).effects).toContainEqual(expect.stringMatching(`^${kind}: `));
  });

  it.each<[Dialect, string, string]>([
    ['a1111', 'a \\(b\\) \\[c\\]', 'a (b) [c]'],
    ['sdcpp', 'a \\(b\\)', 'a (b\\)'],
    ['comfyui', 'a \\(b\\) [c]', 'a (b) [c]'],
  ])('gives %s of %j the words %j', (dialect, text, painted) => {
    expect(readPrompt(dialect, text)).toEqual({ painted, effects: [] });
  });
});

/** The adapter as it would be if nobody stood before it. */
function unguarded(url: string, dialect: Dialect): ImageBackend {
  const client = new BackendClient(readBackendAddress(`${url}#dialect=${dialect}`), LIMITS.maxImageBytes);
  const access = { client, sanitizePrompt: (_dialect: Dialect, text: string) => text };
  return dialect === 'comfyui' ? new ComfyUiBackend(access) : new SdapiBackend(SDAPI_HABITS[dialect], access);
}

/** Everything that was asked of the server, without the words and without the names that are new each time. */
function orders(server: SimulatedServer): string[] {
  const asked = server.requests.filter(({ method, path }) => method === 'POST' && /txt2img$|^\/prompt$/.test(path));
  return asked.map(({ body }) =>
    JSON.stringify(body, (name, value: unknown) => {
      const isWords = name === 'prompt' || name === 'negative_prompt' || name === 'text';
      const isNew = name === 'force_task_id' || name === 'prompt_id' || name === 'attempt';
      return typeof value === 'string' && (isWords || isNew) ? '' : value;
    }),
  );
}

/** The prompts of every kind of picture, with texts from outside wherever one can stand. */
function composed(texts: readonly string[], theme: (typeof THEMES)[number]): { prompt: string; negative: string }[] {
  const [species, skin, hair, eyes, build, mark = '', worn = '', held = '', pose, art_style, mood, lighting] = texts;
  const style: PortraitStyle = { pose, art_style, mood, lighting, expression: pose, background: mood };
  const subject: VisualSubject = {
    ...{
      version: 1,
      species: 'elf',
      lineage: species,
      classes: [worn],
      presentation: 'woman',
      minor: false,
      size: 'medium',
    },
    ...{ skin, hair, eyes, build, marks: [mark], outfit: [worn], gear: [held], impression: mood },
  };
  const portraits = ([false, true] as const).flatMap((minor) =>
    (['portrait', 'token'] as const).map((kind) =>
      composePortraitPrompt({ subject: { ...subject, minor }, theme, style, equipment: [held], kind }),
    ),
  );
  const map = composeMapPrompt({ setting: 'dungeon', theme, features: [...texts], materials: skin, lighting, mood });
  const item = composeItemPrompt(itemSubject({ name: species, description: art_style, item_type: held }), {
    theme,
    style,
  });
  return [
    ...[...portraits, map].map(({ prompt, negativePrompt }) => ({ prompt, negative: negativePrompt })),
    { prompt: item.prompt, negative: item.negative_prompt },
  ];
}
