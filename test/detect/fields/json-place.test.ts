import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { type Step, placeInJson, shownPath, shownString } from '../../../src/detect/fields/json-place.ts';

function pathAt(text: string, needle: string): string | undefined {
  const bytes = Buffer.from(text);
  return placeInJson(bytes, bytes.indexOf(needle))?.path;
}

const ANTHROPIC = {
  model: 'claude-sonnet-4-5',
  max_tokens: 1024,
  system: [{ type: 'text', text: 'You are SYSTEM.', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'FIRST question' },
    {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'toolu_1', name: 'bash', input: { command: 'ls "SPACED dir"' } }],
    },
    {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'é\n\\RESULT' }] }],
    },
  ],
  tools: [{ name: 'bash', input_schema: { properties: { 'x-y z': { description: 'SCHEMA' } } } }],
};

const OPENAI = {
  choices: [
    {
      message: {
        tool_calls: [
          { function: { name: 'shell', arguments: JSON.stringify({ cmd: ['bash', '-c', 'say "CMD"'], n: 1 }) } },
        ],
      },
    },
  ],
};

const DEEP = JSON.stringify({
  a: JSON.stringify({ b: JSON.stringify([JSON.stringify({ c: JSON.stringify({ d: 'DEEP' }) })]) }),
});

const PLACES: readonly (readonly [text: string, needle: string, path: string | undefined])[] = [
  [JSON.stringify(ANTHROPIC), 'SYSTEM', 'system[0].text'],
  [JSON.stringify(ANTHROPIC, undefined, 2), 'FIRST', 'messages[0].content'],
  [JSON.stringify(ANTHROPIC), 'SPACED', 'messages[1].content[0].input.command'],
  [JSON.stringify(ANTHROPIC), 'RESULT', 'messages[2].content[0].content[0].text'],
  [JSON.stringify(ANTHROPIC), 'SCHEMA', 'tools[0].input_schema.properties["x-y z"].description'],
  [JSON.stringify(ANTHROPIC), 'max_tokens', 'max_tokens'],
  [JSON.stringify(ANTHROPIC), '1024', 'max_tokens'],
  [JSON.stringify(OPENAI), 'CMD', 'choices[0].message.tool_calls[0].function.arguments → cmd[2]'],
  [JSON.stringify(OPENAI), 'shell', 'choices[0].message.tool_calls[0].function.name'],
  [JSON.stringify({ body: JSON.stringify(JSON.stringify({ x: 'TWICE' })) }), 'TWICE', 'body → x'],
  [JSON.stringify({ body: '\n\t{"x":"BLANKS"}' }), 'BLANKS', 'body → x'],
  ['{"body":"\\u007b\\"x\\":\\"U\\"}"}', 'U\\', 'body → x'],
  [JSON.stringify({ text: '[link](url) TEXT' }), 'TEXT', 'text'],
  [JSON.stringify({ text: '{"a":1}\nthen TEXT' }), 'TEXT', 'text'],
  [DEEP, 'DEEP', 'a → b → [0] → c'],
  ['{"a":1}{"b":"SECOND"}', 'SECOND', 'b'],
  ['{"a":1}\n[{"b":"SECOND"}]\n', 'SECOND', '[0].b'],
  ['{"a":{"b":"CUT', 'CUT', 'a.b'],
  ['{"a":{"KEYCUT', 'CUT', 'a.KEYCUT'],
  ['{"a":{"b":"x","dup":1,"dup":"CUT"', 'CUT', 'a.dup'],
  ['"ROOT"', 'ROOT', ''],
  ['{"a":[ {"b":1}, true, "c" ]}', '{"b', 'a[0]'],
  ['{"a":[ {"b":1}, true, "c" ]}', ', true', 'a[1]'],
  ['{"a":[ {"b":1}, true, "c" ]}', ' ]', 'a'],
  ['{"a":[ {"b":1}, true, "c" ]}', ':[', 'a'],
  ['{"a":{"b":1}}', '}}', 'a'],
  ['{"a":1}  TEXT', 'TEXT', undefined],
  ['{"a":1}  \n', ' \n', undefined],
  ['{"a":nope,"b":"AFTER"}', 'AFTER', undefined],
  ['{{ template }} "AFTER"', 'AFTER', undefined],
  ['plain TEXT', 'TEXT', undefined],
  ['{"":{"1a":{"a.b":{"q\\"\\u00e9":"V"}}}}', 'V', '[""]["1a"]["a.b"]["q\\"é"]'],
  ['{"a\\u0000\\n\\u202eb":"V"}', 'V', '["a ·b"]'],
  [`{"${'n'.repeat(70)}":"V"}`, 'V', `["${'n'.repeat(63)}…"]`],
  [`{"a":{"ghp_${'aB3'.repeat(12)}":{"c":"V"}}}`, 'V', 'a.….c'],
  [`{"${'aB3dE5gH'.repeat(8)}":"V"}`, 'V', '…'],
  ['{"https://me:hunter2hunter2@a.test/":"V"}', 'V', '…'],
];

for (const [text, needle, path] of PLACES) {
  test(`${needle} of ${text.slice(0, 60)} is in ${path}`, (t) => t.is(pathAt(text, needle), path));
}

test('an offset outside of the text has no place', (t) => {
  const text = Buffer.from('{"a":1}');
  for (const offset of [-1, 7, 8, Number.NaN, Number.POSITIVE_INFINITY]) t.is(placeInJson(text, offset), undefined);
  t.is(placeInJson(Buffer.alloc(0), 0), undefined);
});

test('steps are known one by one, nested texts apart', (t) => {
  const bytes = Buffer.from(JSON.stringify(OPENAI));
  t.deepEqual(placeInJson(bytes, bytes.indexOf('CMD'))?.texts, [
    ['choices', 0, 'message', 'tool_calls', 0, 'function', 'arguments'],
    ['cmd', 2],
  ]);
});

test('a path is at most 200 characters, cut in the middle', (t) => {
  const path = shownPath([Array.from({ length: 30 }, (_, i) => `property${i}`)]);
  t.is(path.length, 200);
  t.regex(path, /^property0\.property1\..*….*\.property28\.property29$/);
});

test('a string is shown without its escapes', (t) => {
  t.is(shownString(Buffer.from('a\\u0062\\n\\"c')), 'ab "c');
  t.is(shownString(Buffer.from('\\u0061'.repeat(100_000)), 10), 'aaaaaaaaa…');
});

test('levels below the thirty-second are passed over', (t) => {
  const text = `${'{"a":['.repeat(10_000)}"V"${']}'.repeat(10_000)}`;
  const path = pathAt(`[${text},{"b":"W"}]`, 'V') ?? '';
  t.regex(path, /^\[0\](?:\.a\[0\]){15}\.a\.…$/);
  t.is(pathAt(`[${text},{"b":"W"}]`, 'W'), '[1].b');
});

test('the levels of nested texts count together', (t) => {
  const nested = JSON.stringify(`${'['.repeat(10)}"V"`);
  t.is(pathAt(`${'{"a":'.repeat(26)}${nested}`, 'V'), `${'a.'.repeat(25)}a → [0][0][0][0][0][0].…`);
});

/** Writes JSON with blanks and escapes at will, and says where each leaf and key stands and how to get there. */
class Reference {
  text = '';
  readonly places: { from: number; to: number; steps: Step[] }[] = [];
  readonly #choices: Iterator<number>;

  constructor(choices: Iterator<number>) {
    this.#choices = choices;
  }

  write(value: unknown, steps: Step[] = []): void {
    if (typeof value !== 'object' || value === null) {
      this.#mark(JSON.stringify(value), steps);
      return;
    }
    const isArray = Array.isArray(value);
    this.text += isArray ? '[' : '{';
    for (const [index, [key, member]] of Object.entries(value).entries()) {
      this.text += (index > 0 ? ',' : '') + this.#blanks();
      const inner = [...steps, isArray ? index : key];
      if (!isArray) {
        this.#mark(this.#escaped(key), inner);
        this.text += `${this.#blanks()}:${this.#blanks()}`;
      }
      this.write(member, inner);
      this.text += this.#blanks();
    }
    this.text += isArray ? ']' : '}';
  }

  #mark(token: string, steps: Step[]): void {
    const from = Buffer.byteLength(this.text);
    this.text += token;
    this.places.push({ from, to: from + Buffer.byteLength(token), steps });
  }

  #blanks(): string {
    return ['', ' ', '\n\t', ''][this.#choose() % 4] ?? '';
  }

  #escaped(key: string): string {
    const chars = Array.from(key, (char) => {
      if (this.#choose() % 4 > 0) return JSON.stringify(char).slice(1, -1);
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
    return `"${chars.join('')}"`;
  }

  #choose(): number {
    const next = this.#choices.next();
    return next.done === true ? 0 : next.value;
  }
}

const key = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.constantFrom('x-y', 'a.b', '"', '\\', 'é', '1', '', 'a b', '{'),
);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof({ maxDepth: 5, withCrossShrink: true }, fc.jsonValue({ maxDepth: 0 }), tie('list'), tie('record')),
  list: fc.array(tie('json'), { maxLength: 5 }),
  record: fc.dictionary(key, tie('json'), { maxKeys: 5 }),
}));

// JSON.parse is no witness here: that of Node 24.21 now and then takes an escaped key for another one.
test('every byte of every leaf and key has the place at which it was written', (t) => {
  fc.assert(
    fc.property(json, fc.infiniteStream(fc.nat(7)), (value, choices) => {
      const reference = new Reference(choices);
      reference.write(value);
      const bytes = Buffer.from(reference.text);
      for (const { from, to, steps } of reference.places) {
        for (let at = from; at < to; at += 1) {
          t.deepEqual(placeInJson(bytes, at)?.texts[0], steps);
          t.deepEqual(placeInJson(bytes.subarray(0, to), at)?.texts[0], steps);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('every byte of a nested text has the place it has by itself', (t) => {
  fc.assert(
    fc.property(json, (value) => {
      const nested = JSON.stringify([value]);
      const text = Buffer.from(JSON.stringify({ in: nested }));
      for (let at = 0; at < nested.length; at += 1) {
        const offset = 7 + Buffer.byteLength(JSON.stringify(nested.slice(0, at))) - 2;
        const alone = placeInJson(Buffer.from(nested), Buffer.byteLength(nested.slice(0, at)));
        t.deepEqual(placeInJson(text, offset)?.texts.slice(0, 4), alone && [['in'], ...alone.texts].slice(0, 4));
      }
    }),
    { numRuns: 40 },
  );
});

const HOSTILE: readonly string[] = [
  '['.repeat(10_000),
  '{"a":'.repeat(10_000),
  `[${'\\"'.repeat(131_072)}`,
  `["${'\\"'.repeat(131_072)}`,
  `["${'\\'.repeat(262_144)}`,
  '"'.repeat(262_144),
  `["[${'\\\\\\"'.repeat(65_536)}`,
  `{"${'k'.repeat(262_144)}`,
  `[${'1,'.repeat(131_072)}`,
  ' '.repeat(262_144),
];

for (const text of HOSTILE) {
  test(`a hostile text is passed through: ${text.slice(0, 12)}`, (t) => {
    const bytes = Buffer.from(text);
    for (const offset of [0, 1, 2, bytes.length >> 1, bytes.length - 1]) {
      const path = placeInJson(bytes, offset)?.path ?? '';
      t.true(path.length <= 200);
    }
  });
}

test('no text throws, at no offset', (t) => {
  const piece = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '"',
    '\\',
    '\\"',
    '\\u007b',
    ':',
    ',',
    '1',
    '"a":',
    '"{\\"b\\":',
    '\xff',
    '\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''), 'latin1');
      for (let at = -1; at <= bytes.length; at += 1) {
        t.notThrows(() => placeInJson(bytes, at));
      }
    }),
    { numRuns: 500 },
  );
});
