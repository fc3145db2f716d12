import test from 'ava';
import { ChunkLine } from '../../../src/wire/http1/chunk-line.ts';
import { INCOMPLETE, MALFORMED } from '../../../src/wire/http1/field-scan.ts';
import { bytesOf } from '../../support/http1-drive.ts';

const NOT_HEX = 'a chunk size that is not hexadecimal';
const PADDED = 'whitespace behind a chunk size';

const lines: readonly (readonly [line: string, strict: number | string, lenient?: number | string])[] = [
  ['0\r\n', 0],
  ['fF\r\n', 255],
  ['00000a\r\n', 10],
  ['1fffffffffffff\r\n', Number.MAX_SAFE_INTEGER],
  ['20000000000000\r\n', 'a chunk size beyond 2^53 - 1'],
  ['a;b\r\n', 10],
  ['a;b="c;d\xe4"\r\n', 10],
  ['a ; b\r\n', 10],
  ['a;\r\n', 10],
  ['a \r\n', PADDED, 10],
  ['a \t \r\n', PADDED, 10],
  ['\r\n', NOT_HEX],
  [';a\r\n', NOT_HEX],
  [' a\r\n', NOT_HEX],
  ['0x5\r\n', NOT_HEX],
  ['+5\r\n', NOT_HEX],
  ['-5\r\n', NOT_HEX],
  ['5g\r\n', NOT_HEX],
  ['5 5\r\n', NOT_HEX],
  ['5_0\r\n', NOT_HEX],
  ['5\n', 'a line ends in a bare LF'],
  ['5;a\n', 'a line ends in a bare LF'],
  ['5\rx', 'a CR without its LF'],
  ['5;a\rx', 'a CR without its LF'],
  ['5;\0\r\n', 'a control character in a line'],
];

for (const [line, strict, lenient = strict] of lines) {
  test(`a chunk line: ${JSON.stringify(line)}`, (t) => {
    for (const [allowsPadding, expected] of [
      [false, strict],
      [true, lenient],
    ] as const) {
      const reader = new ChunkLine(100, allowsPadding);
      reader.reset();
      const end = reader.read(bytesOf(`.${line}data`), 1);
      const outcome: number | string = end === MALFORMED ? reader.detail : reader.size;
      t.is(outcome, expected);
      if (end !== MALFORMED) t.is(end, 1 + line.length);

      const piecewise = new ChunkLine(100, allowsPadding);
      piecewise.reset();
      let last = INCOMPLETE;
      for (let i = 0; i < line.length && last === INCOMPLETE; i += 1) last = piecewise.read(bytesOf(line[i] ?? ''), 0);
      const same: number | string = last === MALFORMED ? piecewise.detail : piecewise.size;
      t.is(same, expected);
    }
  });
}

test('a line has no more bytes than the limit, however it is cut', (t) => {
  const line = '5;abcde\r\n';
  for (const [limit, isTaken] of [
    [line.length, true],
    [line.length - 1, false],
  ] as const) {
    for (let at = 0; at <= line.length; at += 1) {
      const reader = new ChunkLine(limit, false);
      reader.reset();
      const first = reader.read(bytesOf(line.slice(0, at)), 0);
      const last = first === INCOMPLETE ? reader.read(bytesOf(line.slice(at)), 0) : first;
      t.is(last > 0, isTaken, `${limit} ${at}`);
      if (!isTaken) t.is(reader.detail, 'a chunk-size line beyond the limit');
    }
  }
});
