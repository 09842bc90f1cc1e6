import { promptEscapes, type PromptDialect } from '../../support/stable-diffusion/prompt-escapes';

const ALL: readonly PromptDialect[] = ['a1111', 'forge', 'sdnext', 'sdcpp', 'comfyui'];

/** The judge of every prompt: it must hear what the servers hear, and nothing else. */
describe('Prompts as the servers read them', () => {
  it.each(ALL)('only describe to %s when they are plain words', (dialect) => {
    const plain = [
      'a grizzled half-orc, 47 years, green eyes: calm; "Mira" & co.',
      'und a Broken BREAKFAST, LAND, andere',
      '',
    ];

    expect(plain.flatMap((text) => promptEscapes(dialect, text))).toEqual([]);
  });

  it.each<[PromptDialect, string, string]>([
    ['a1111', 'a fighter (Battle Master)', 'weight'],
    ['a1111', 'a (never closed', 'weight'],
    ['a1111', 'a [b|c]', 'schedule'],
    ['a1111', '\\\\(x)', 'weight'],
    ['a1111', 'a cat AND a dog', 'composition'],
    ['a1111', 'a cat BREAK a dog', 'chunk'],
    ['a1111', 'Room #4, a lich', 'comment'],
    ['a1111', '<lora:evil:1>', 'network'],
    ['a1111', '<hypernet:evil:1>', 'network'],
    ['a1111', '__files__', 'wildcard'],
    ['a1111', '{a|b}', 'variant'],
    ['sdnext', '{a}', 'variant'],
    ['sdnext', '__any\nthing__', 'wildcard'],
    ['sdnext', 'a /* b */ c', 'comment'],
    ['sdcpp', '<sd_cpp_extra_args>{"steps":100}</sd_cpp_extra_args>', 'arguments'],
    ['sdcpp', '(a:.)', 'crash'],
    ['sdcpp', 'éBREAKé', 'chunk'],
    ['sdcpp', 'a'.repeat(26_000), 'crash'],
    ['sdcpp', 'я'.repeat(13_000), 'crash'],
    ['sdcpp', 'a\0b', 'cut'],
    ['comfyui', 'a (b:1.4)', 'weight'],
    ['comfyui', '((a)', 'weight'],
    ['comfyui', '\\\\((x)', 'weight'],
    ['comfyui', 'x embedding:evil', 'embedding'],
  ])('%s hears in %j a %s', (dialect, text, kind) => {
    expect(promptEscapes(dialect, text)).toEqual(expect.arrayContaining([expect.stringMatching(`^${kind}: `)]));
  });

  it.each<[PromptDialect, string]>([
    ['a1111', '\\(x\\) \\[y\\]'],
    ['a1111', 'x) y]'],
    ['a1111', 'éANDé'],
    ['sdcpp', '\\(x\\) <lora:x:1> AND # {a|b} __c__'],
    ['sdcpp', '<sd_cpp_extra_args>\n{}</sd_cpp_extra_args>'],
    ['comfyui', '\\(x\\) [y] AND BREAK # <lora:x:1> {a|b}'],
    ['comfyui', 'x) (y'],
  ])('%s hears nothing in %j', (dialect, text) => {
    expect(promptEscapes(dialect, text)).toEqual([]);
  });

  it('finds networks and arguments in the positive prompt only', () => {
    expect(promptEscapes('a1111', '<lora:x:1>', 'negative')).toEqual([]);
    expect(promptEscapes('sdcpp', '<sd_cpp_extra_args>{}</sd_cpp_extra_args>', 'negative')).toEqual([]);
    expect(promptEscapes('a1111', '(x)', 'negative')).toHaveLength(1);
  });
});
