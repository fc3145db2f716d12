import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { JsonCursor } from '../../../src/detect/fields/json-cursor.ts';

/** Every token with its text and the depth behind it, to the end or to where it is broken. */
function tokensOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const cursor = new JsonCursor(bytes);
  const tokens: string[] = [];
  for (let i = 0; i <= bytes.length; i += 1) {
    const token = cursor.next();
    tokens.push(`${cursor.depth} ${token} ${bytes.toString('utf8', cursor.from, cursor.to)}`.trimEnd());
    if (token === 'end' || token === 'broken') break;
  }
  return tokens;
}

const TEXTS: readonly (readonly [text: string, ...tokens: string[]])[] = [
  ['', '0 end'],
  ['\ufeff {}', '1 open {', '0 close }', '0 end'],
  [
    '{"a":[1,"x\\"y"],"b":null}',
    '1 open {',
    '1 key "a"',
    '2 open [',
    '2 literal 1',
    '2 string "x\\"y"',
    '1 close ]',
    '1 key "b"',
    '1 literal null',
    '0 close }',
    '0 end',
  ],
  ['1 "two"\n\u001e[]', '0 literal 1', '0 string "two"', '1 open [', '0 close ]', '0 end'],
  [
    '[NaN,-Infinity,-1.5e+3]',
    '1 open [',
    '1 literal NaN',
    '1 literal -Infinity',
    '1 literal -1.5e+3',
    '0 close ]',
    '0 end',
  ],
  ['{"a', '1 open {', '1 key "a', '1 end'],
  ['{"a":"b\\', '1 open {', '1 key "a"', '1 string "b\\', '1 end'],
  ['[tr', '1 open [', '1 literal tr', '1 end'],
  ['[1,', '1 open [', '1 literal 1', '1 end'],
  ['[1,]', '1 open [', '1 literal 1', '1 broken'],
  ['{"a":1,}', '1 open {', '1 key "a"', '1 literal 1', '1 broken'],
  ['{"a" 1}', '1 open {', '1 key "a"', '1 broken'],
  ['{"a":}', '1 open {', '1 key "a"', '1 broken'],
  ['{1:2}', '1 open {', '1 broken'],
  ['[1}', '1 open [', '1 literal 1', '1 broken'],
  ['[1 2]', '1 open [', '1 literal 1', '1 broken'],
  ['[INFO] started', '1 open [', '1 broken'],
  ['[nul]', '1 open [', '1 broken'],
  ['[1-a]', '1 open [', '1 broken'],
  ['[--1]', '1 open [', '1 broken'],
  [']', '0 broken'],
  [',1', '0 broken'],
  ['hello', '0 broken'],
];

for (const [text, ...tokens] of TEXTS) {
  test(`tokens of ${JSON.stringify(text)}`, (t) => t.deepEqual(tokensOf(text), tokens));
}

test('what is being read has an index or a key', (t) => {
  const cursor = new JsonCursor(Buffer.from('{"a":1,"b\\"c":[true,{"d":2'));
  while (cursor.next() !== 'end');
  t.is(cursor.depth, 3);
  t.deepEqual(
    [cursor.indexAt(0), cursor.indexAt(1), cursor.indexAt(2), cursor.indexAt(3)],
    [undefined, 1, undefined, undefined],
  );
  t.is(Buffer.from(cursor.keyAt(0)).toString(), 'b\\"c');
  t.is(Buffer.from(cursor.keyAt(2)).toString(), 'd');
  t.is(cursor.keyAt(1).length, 0);
  t.true(cursor.isAt(1, 1) && cursor.isAt(2, 'd'));
  t.false(
    cursor.isAt(1, 0) || cursor.isAt(1, 'd') || cursor.isAt(2, 'dd') || cursor.isAt(2, '') || cursor.isAt(3, 'd'),
  );
});

test('an object without a key yet has none', (t) => {
  const cursor = new JsonCursor(Buffer.from('{'));
  cursor.next();
  t.is(cursor.keyAt(0).length, 0);
  t.false(cursor.isAt(0, ''));
});

test('after the end and after a break nothing comes', (t) => {
  for (const [text, last] of [
    ['[1', 'end'],
    ['[1}]', 'broken'],
  ] as const) {
    const cursor = new JsonCursor(Buffer.from(text));
    while (cursor.next() !== last);
    t.is(cursor.next(), last);
    t.is(cursor.next(), last);
  }
});

test('what JSON.parse accepts is never broken, whatever its indent', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, '\t'), (value, indent) => {
      t.regex(tokensOf(JSON.stringify(value, undefined, indent)).at(-1) ?? '', /^0 end/);
    }),
    { numRuns: 300 },
  );
});

test('tokens follow each other and end, in any text', (t) => {
  const piece = fc.constantFrom('[', ']', '{', '}', '"', '\\', ':', ',', '1', 'true', ' ', '"a"', '\n', 'x', '\0');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''));
      const cursor = new JsonCursor(bytes);
      for (let steps = 0, end = 0; ; steps += 1, end = cursor.to) {
        const token = cursor.next();
        t.true(steps <= bytes.length && cursor.from >= end && cursor.to <= bytes.length);
        if (token === 'end' || token === 'broken') break;
        t.true(cursor.to > cursor.from);
      }
    }),
    { numRuns: 1000 },
  );
});
