import test from 'ava';
import * as fc from 'fast-check';
import { GONE, undoShell, undone, undoWritten } from '../../../src/detect/hidden/undo.ts';

type Undo = typeof undoWritten;

function read(undo: Undo, text: string, at = 0): string | undefined {
  if (!undo(Buffer.from(text), at)) return undefined;
  return `${undone.character === GONE ? '' : String.fromCodePoint(undone.character)}/${undone.width}`;
}

test('escapes, and what they stand for', (t) => {
  for (const [text, expected] of [
    ['%2F', '//3'],
    ['%ef%bc%8fx', '//9'],
    ['%E2%80%8B', '/9'],
    ['%C3%A9', '\u00e9/6'],
    ['%C3x', '\u00c3/3'],
    ['%zz', undefined],
    ['\\u002f', '//6'],
    ['\\u{2f}', '//6'],
    ['\\u200b', '/6'],
    ['\\uff0f', '//6'],
    ['\\udb40\\udc73', 's/12'],
    ['\\u00', undefined],
    ['\\x2f', '//4'],
    ['\\xg', undefined],
    ['\\057', '//4'],
    ['\\0057', '//5'],
    ['\\n', '\n/2'],
    ['\\t', '\t/2'],
    ['\\"', '"/2'],
    ['\\\\', '\\/2'],
    ['\\/', '//2'],
    ['\\d', undefined],
    ['&#47;', '//5'],
    ['&#x2F;', '//6'],
    ['&#00047', '//7'],
    ['&sol;', '//5'],
    ['&nbsp;', ' /6'],
    ['&shy;', '/5'],
    ['&name=', undefined],
    ['&#;', undefined],
    ['=2F', '//3'],
    ['=\r\nx', '/3'],
    ['=\nx', '/2'],
    ['=\\r\\nx', '/5'],
    ['=x', undefined],
    ['\0', '/1'],
    ['\u200b', '/3'],
    ['\uff0f', '//3'],
    ['\u0430', 'a/2'],
    ['\u00a0', ' /2'],
    ['\u00e9', undefined],
    ["'", undefined],
    ['$IFS', undefined],
  ] as const) {
    t.is(read(undoWritten, text), expected, text);
  }
});

test('what a shell would undo', (t) => {
  for (const [text, at, expected] of [
    ["n''c", 1, '/1'],
    ["n''c", 2, '/1'],
    ["pa'ss'wd", 2, '/1'],
    ["pa'ss'wd", 5, '/1'],
    ["'r'm", 0, '/1'],
    [" 'id' ", 1, undefined],
    [" 'id' ", 4, undefined],
    ["don't", 3, undefined],
    ['r\\m', 1, '/1'],
    ['r\\\nm', 1, '/2'],
    ['r\\\r\nm', 1, '/3'],
    ['r\\ m', 1, undefined],
    ['$IFS', 0, ' /4'],
    ['$IFS$9', 0, ' /6'],
    ['${IFS}', 0, ' /6'],
    ['${IFS%?}', 0, ' /8'],
    ['r$@m', 1, '/2'],
    ['r${*}m', 1, '/4'],
    ['r$1m', 1, '/2'],
    ['${1:-x}', 0, undefined],
    ["$'x'", 0, '/2'],
    ['$HOME', 0, undefined],
    ['%2F', 0, undefined],
  ] as const) {
    t.is(read(undoShell, text, at), expected, `${text} at ${at}`);
  }
});

test('no bytes make it throw or read nothing', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      for (const undo of [undoWritten, undoShell]) {
        for (let at = 0; at < bytes.length; at++) if (undo(bytes, at)) t.true(undone.width > 0 && undone.width <= 30);
      }
    }),
  );
});
