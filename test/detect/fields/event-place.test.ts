import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { eventAround, lineAround } from '../../../src/detect/fields/event-place.ts';
import type { EmbeddedText } from '../../../src/detect/fields/embedded-text.ts';

/** `data` with a bar where the offset is. */
function shown(embedded: EmbeddedText | undefined): string | undefined {
  if (embedded === undefined) return undefined;
  const text = Buffer.from(embedded.bytes).toString();
  return `${text.slice(0, embedded.offset)}|${text.slice(embedded.offset)}`;
}

function around(text: string, needle: string, isStart = true): string | undefined {
  const bytes = Buffer.from(text);
  return shown(eventAround(bytes, bytes.indexOf(needle), isStart));
}

const STREAM = 'event: a\ndata: {"one":1}\n\n: comment\nid: 7\ndata:two\ndata\ndata: three \n\ndata:  cut';

for (const end of ['\n', '\r\n', '\r']) {
  const stream = STREAM.replaceAll('\n', end);
  test(`an event around an offset, lines ending in ${JSON.stringify(end)}`, (t) => {
    t.is(around(stream, 'one'), '{"|one":1}');
    t.is(around(stream, '{"one'), '|{"one":1}');
    t.is(around(stream, 'two'), '|two\nthree ');
    t.is(around(stream, 'three'), 'two\n|three ');
    t.is(around(stream, 'cut'), ' |cut');
    t.is(around(stream, 'comment'), undefined);
    t.is(around(stream, 'event'), undefined);
    t.is(around(stream, 'data:two'), undefined);
  });

  test(`what begins in the midst of an event, lines ending in ${JSON.stringify(end)}`, (t) => {
    t.is(around(stream, 'one', false), undefined);
    t.is(around(stream, 'two', false), '|two\nthree ');
    t.is(around(`${end}data: x${end}${end}data: y`, 'x', false), undefined);
    t.is(around(`${end}data: x${end}${end}data: y`, 'x', true), '|x');
    t.is(around(`${end}data: x${end}${end}data: y`, 'y', false), '|y');
  });
}

test('a line around an offset', (t) => {
  const text = Buffer.from('{"a":1}\n{"b":2}\r\n\n{"c"');
  t.is(shown(lineAround(text, 3, true)), '{"a|":1}');
  t.is(shown(lineAround(text, 7, true)), '{"a":1}|');
  t.is(shown(lineAround(text, 3, false)), undefined);
  t.is(shown(lineAround(text, 8, false)), '|{"b":2}\r');
  t.is(shown(lineAround(text, 17, false)), '|');
  t.is(shown(lineAround(text, text.length - 1, false)), '{"c|"');
});

test('outside of the text there is nothing', (t) => {
  const text = Buffer.from('data: x');
  for (const offset of [-1, 7, Number.NaN]) {
    t.is(eventAround(text, offset, true), undefined);
    t.is(lineAround(text, offset, true), undefined);
  }
});

test('the byte found is the byte asked for, and what is in front of an event makes no difference', (t) => {
  const piece = fc.constantFrom('data: x', 'data:', 'y', '\n', '\r\n', '\r', ' ', ':', 'event: e');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = Buffer.from(pieces.join(''));
      const behind = Buffer.concat([Buffer.from('data: z\n\n'), text]);
      for (let at = 0; at < text.length; at += 1) {
        const found = eventAround(text, at, true);
        if (found !== undefined) t.is(found.bytes[found.offset], text[at]);
        t.is(shown(eventAround(behind, at + 9, true)), shown(found));
        t.is(shown(eventAround(behind, at + 9, false)), shown(found));
      }
    }),
    { numRuns: 500 },
  );
});
