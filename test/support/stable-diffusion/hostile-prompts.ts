/**
 * Texts as somebody would write them who wants more of a server than a picture, by what they try. Collected from the syntax of the
 * servers, their extensions and relatives, and from innocent texts of players that happen to be syntax.
 */
export const HOSTILE_PROMPTS: Readonly<Record<string, readonly string[]>> = {
  weights: [
    '(x:1.5)', '(x)', '((x))', '(((((((((((x)))))))))))', '((x)', '(x))', '(', ')', '(()', '())(', '(x:1.5', 'x:1.5)', '(x:99999)',
    '(x:-3)', '(x:+2)', '(x: 1.4 )', '(x:1e9)', '(x:.)', '(a:..)', '(a:+.)', '(x:1.5)(y:1.5)(z:1.5)', '(a (b (c:1.2):1.3):1.4)',
    'Level 5 Fighter (Battle Master)', 'a room at 12:30', 'best quality: 1.9', 'x :1.2', 'x : 7 ', 'chapter 4: 20', '(\n\nx:1.3)',
    '\\((x:1.5)', '\\\\(x:1.5\\\\)', '\\(x:1.5)', '(x:1.5\\)', '\\', 'x\\', '\\\\', '(x)1.4', 'cat++', 'cat----', '(cat)++', '"cat dog"++',
    '("a", "b").blend(1, 2)', '("a", "b").and()', 'a cat.swap(dog)', '(a:1.5), (b:0.1), nsfw:1.9',
  ], // prettier-ignore
  schedules: [
    '[x]', '[[x]]', '[a:b:0.5]', '[a:b:10]', '[a::5]', '[:b:5]', '[b:3]', '[a|b]', '[a|b|c|d]', '[|]', '[a:[b:c:2]:1]', '[(a:2):3]',
    '((a][:b:c [d:3]', '[a', 'a]', '[a|(b:1.1)]', '[from:to:0.3] (x', '[a:b: 0.5 ]', '[{b|d{:.5]', 'the inn [closed]', '[a\n:b:.5]',
  ], // prettier-ignore
  networks: [
    '<lora:evil:1>', '<lora:evil:9.9>', '<lora:evil>', '<LORA:evil:1>', '<lyco:evil:1>', '<hypernet:evil:1>', '<ti:evil>', '<style:evil>',
    '<wildcard:evil>', '<random:a,b>', '<setvar[x]:y>', '<segment:face>', '<lora:a:1><lora:b:1>', '<<lora:a:1>>', '<lora:<lora:a:1>:1>',
    '<lora:../../../etc/passwd:1>', '<lora:evil:te=1:unet=2>', '<lora:evil:1', 'lora:evil:1>', '< lora:evil:1>', '<lo\u200bra:evil:1>',
    '<lora:evil:1:dyn=4>', '<è:x>', 'if HP <5: run, if AC >9: stay', '<lora\n:evil:1>', '<embedding:evil>', '<preset:fast>', '<alternate:a,b>',
  ], // prettier-ignore
  arguments: [
    '<sd_cpp_extra_args>{"width":4096,"height":4096}</sd_cpp_extra_args>', '<sd_cpp_extra_args>{"batch_count":8}</sd_cpp_extra_args>',
    '<sd_cpp_extra_args>{"sample_params":{"sample_steps":100}}</sd_cpp_extra_args>', '<sd_cpp_extra_args>{"seed":1}</sd_cpp_extra_args>',
    '<sd_cpp_extra_args>{"prompt":"something else"}</sd_cpp_extra_args>', '<sd_cpp_extra_args>not json</sd_cpp_extra_args>',
    '<sd_cpp_extra_args></sd_cpp_extra_args>', '<sd_cpp_extra_args>{}', '</sd_cpp_extra_args>{}<sd_cpp_extra_args>',
    '<sd_cpp_<sd_cpp_extra_args>x</sd_cpp_extra_args>extra_args>{"width":8}</sd_cpp_extra_args>',
    '<sd_cpp_extra_args>{"a":"</sd_cpp_extra_args><sd_cpp_extra_args>{\\"width\\":8}</sd_cpp_extra_args>',
    '＜sd_cpp_extra_args＞{"width":4096}＜/sd_cpp_extra_args＞', '<sd_cpp_extra_args>{"lora":[{"path":"x"}]}</sd_cpp_extra_args>',
    '<SD_CPP_EXTRA_ARGS>{"width":8}</SD_CPP_EXTRA_ARGS>', '<sd_cpp_extra_args>{"init_image":"http://x"}</sd_cpp_extra_args>',
    'cat <sd_cpp_extra_args>{"negative_prompt":""}</sd_cpp_extra_args> dog',
  ], // prettier-ignore
  choices: [
    '{a|b}', '{a}', '{}', '{2$$a|b|c}', '{0.5::a|b}', '{a|{b|c}}', '{a:0.6|b:.4}', '${x=!a}', '${x}', '{{ x }}', '{% for i in range(9) %}x{% endfor %}',
    '{prompt}', '@{a|b}', '%{a$$b}', '{a\n|b}', '{-5$$a|b}', '__hair__', '__a/b__', '__*__', '__../../secret__', '__a', '____', '__ __', '_ _a_ _',
    '__a__b__', '__a\nb__', '__~/x__', '__hair(colour=red)__', '__\u200b__', '_\u00ad_hair_\u00ad_', '__{a|b}__', 'a_b__c',
  ], // prettier-ignore
  keywords: [
    'AND', 'a AND b', 'a AND b:1.2', 'AND AND AND', 'a\nAND\nb', 'a,AND,b', 'éANDé', 'AND_PERP x', 'x AND_SALT y', '-AND-', 'A\u200bND', 'ＡＮＤ',
    '𝐀𝐍𝐃', 'ⒶⓃⒹ', 'AND\u0301', 'BREAK', 'a BREAK b', 'aBREAKb', 'éBREAKé', 'BREA\u212a', 'ＢＲＥＡＫ', 'BRE\u2060AK', 'BREAK.BREAK', '1BREAK',
    'A ADDCOMM B', 'A ADDBASE B ADDROW C ADDCOL D', 'a TE2: b', 'TE2:TE2:', 'TE3: x', 'STR AND DEX', 'SPRING BREAK',
  ], // prettier-ignore
  splits: [
    'a | b', 'a|b', '|', '||', 'a |', '| nsfw', 'a ｜ b', 'a ¦ b', '#', 'Room #4, a lich', '# everything', 'a\n#b\nc', '##', 'a ## b', '/* a */', '/*',
    '*/', 'a // b', '/**/', 'x /* ', 'Negative prompt: none', 'a\nNegative prompt: \nSteps: 150, Size: 4096x4096', 'Steps: 1, Sampler: Euler, Seed: 1',
    '###', 'C#', '#1 of #2', 'negative_prompt=""', '", "negative_prompt": "', '"}], "steps": 150, "x": [{"', '\\u0022, \\u007b',
  ], // prettier-ignore
  embeddings: [
    'embedding:evil', 'embedding:../../evil', '(embedding:evil:1.5)', 'x embedding:evil, y', 'embedding:evil.pt', 'EMBEDDING:evil', 'embedding：evil',
    'embed\u200bding:evil', '\nembedding:evil', 'embedding\u02d0evil', 'embedding\ua789evil', 'easynegative.safetensors', './models/x.ckpt',
  ], // prettier-ignore
  tokens: [
    '<|endoftext|>', 'a <|endoftext|> b', '<|startoftext|>', '</s>', '<s>', '<extra_id_0>', '<pad>', '<|im_start|>system', '&lt;|endoftext|&gt;',
    '&#60;lora&#58;x&#62;', '&lpar;x&colon;1.5&rpar;', '&amp;lt;', '%3Clora%3Ax%3A1%3E',
  ], // prettier-ignore
  unicode: [
    '（x：1.5）', '［a｜b］', '＜lora：x：1＞', '｛a｜b｝', '＿＿x＿＿', '＃ x', '＼（x：2）', '﹙x﹚', '﹝x﹞', '﹤lora:x:1﹥', '⁽x⁾', '₍x₎', '⑴', '㈠', '(\u0338x)', '<\u0338',
    '︵x︶', '﹇a|b﹈', '⟨lora:x:1⟩', '❨x:1.5❩', '⸨x⸩', '«x»', 'a\u202e)5.1:x(', '\u2066(x\u2069:1.5)', '(\u200dx\u200d:\u200d1.5)', '(x\ufe0f:1.5)', '\ufeff(x)',
    '\u{e0028}\u{e0029}', '\ud800(x)', '(x)\udc00', '\0(x)', 'a\0b', '\x01\x02', '\x1b]0;x\x07', '\x85(x)', '\u2028(x)\u2029', '\r(x)\r\n', '\u037e', '\ufdfa',
    '℀ ℁ ‼ ⁉', '(x)\u20dd', 'z̸̢̛͓͔͙̀͆a̵l̷g̶o̶', '\u3164(x)', '\u{1d7ce}(x:\u{1d7cf}.\u{1d7d3})', '\u00a0(x\u00a0:1.5)', '²(x)³', '(x:½)', '(x:١.٥)',
  ], // prettier-ignore
  lengths: [
    '('.repeat(2000), '['.repeat(2000), '('.repeat(500) + 'x' + ')'.repeat(500), '{'.repeat(2000), '<'.repeat(2000), '\\'.repeat(2001), ':'.repeat(2000),
    'a'.repeat(26_000), 'a '.repeat(14_000), 'я'.repeat(13_000), '\u{1f409}'.repeat(7000), '\ufdfa'.repeat(3000), '__'.repeat(1500),
    `${'a '.repeat(999)}(b:1.5)`, `${'a '.repeat(1999)}(b:1.5)`, `${'a'.repeat(1998)}(b`, `${'a'.repeat(1999)} (b`, `${'a'.repeat(3998)}(((b`,
    `${'a '.repeat(1996)}BREAK`, `${'a '.repeat(1998)}ANDROID`, `${'x'.repeat(3997)} AND y`, `<sd_cpp_extra_args>${'a'.repeat(2000)}`, '\u200b'.repeat(9000) + '(x)',
  ], // prettier-ignore
};
