import test from 'ava';
import * as fc from 'fast-check';
import { findJsonFault } from '../../src/service/json-fault.ts';

const FAULTS: readonly (readonly [text: string, line: number, column: number, expected: string])[] = [
  ['', 1, 1, 'a value'],
  ['{', 1, 2, 'a key in double quotes or "}"'],
  ['{"a": 1,}', 1, 9, 'a key in double quotes'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, '"," or "}"'],
  ['{\r\n  "a" 1}', 2, 7, '":"'],
  ["{'a': 1}", 1, 2, 'a key in double quotes or "}"'],
  ['{"a": True}', 1, 7, 'a value'],
  ['[1,]', 1, 4, 'a value'],
  ['[1 2]', 1, 4, '"," or "]"'],
  ['[', 1, 2, 'a value or "]"'],
  ['01', 1, 2, 'the end of the file'],
  ['{} {}', 1, 4, 'the end of the file'],
  ['{"a": "b\n"}', 1, 9, 'a closing double quote'],
  ['"a', 1, 3, 'a closing double quote'],
  ['"\\x"', 1, 2, 'an escape that JSON knows'],
  ['"a\tb"', 1, 3, 'an escape instead of a control character'],
  ['{"a": 1} // note', 1, 10, 'the end of the file'],
];

for (const [text, line, column, expected] of FAULTS) {
  test(`the fault of ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(findJsonFault(text), { line, column, expected });
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('what it calls JSON is what the engine calls JSON', (t) => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '\\',
    '\\u00e9',
    '1',
    '-',
    '0',
    '.5',
    'e+1',
    'true',
    'nul',
    ' ',
    '\n',
    '\u2028',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      return (findJsonFault(text) === undefined) === isJson(text);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat({ max: 2 }), (json, place, removed) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + json.slice(at + removed);
      return (findJsonFault(text) === undefined) === isJson(text);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('depth and length are bearable', (t) => {
  t.is(findJsonFault(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), undefined);
  t.is(findJsonFault(`"${'a'.repeat(250_000)}"`), undefined);
});
