import test from 'ava';
import * as fc from 'fast-check';
import { MAX_EVENT_BYTES } from '../../../src/detect/formats/event-buffer.ts';
import { StreamProbe } from '../../../src/detect/formats/stream-probe.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { byBytes, readIn } from './fixtures/recording.ts';

/** The kind and all that was read as such. */
function read(pieces: readonly Uint8Array[]): string {
  let seen = 'none';
  const probe = new StreamProbe((kind) => {
    seen = `${kind}: `;
    return {
      write(bytes) {
        seen += Buffer.from(bytes).toString('latin1');
      },
      end() {
        seen += '.';
      },
    };
  });
  readIn(probe, pieces);
  return seen;
}

const OBJECT = '{"a":{"b":"}{"}}';

const STREAMS: readonly (readonly [kind: string, text: string])[] = [
  ['event-stream', 'data: {"a":1}\n\n'],
  ['event-stream', '\n event: a\ndata: b\n\n'],
  ['event-stream', ': a comment\n\ndata: b'],
  ['event-stream', '\u00ef\u00bb\u00bfid:1\nretry: 2\n'],
  ['prefixed-lines', '0:"Hel"\n0:"lo"\n'],
  ['prefixed-lines', 'd:{"a":1}\n'],
  ['prefixed-lines', '2:[1]\n'],
  ['array', '[{"candidates":[]}]'],
  ['array', ' \n [1]'],
  ['lines', `${OBJECT}\n${OBJECT}\n`],
  ['lines', ` ${OBJECT} \r\n\r\n {`],
  ['lines', `\u001e${OBJECT}\n\u001e{`],
];

for (const [kind, text] of STREAMS) {
  test(`${JSON.stringify(text)} is ${kind}`, (t) => {
    const bytes = Buffer.from(text, 'latin1');
    t.is(read([bytes]), `${kind}: ${text}.`);
    t.is(read(byBytes(bytes)), `${kind}: ${text}.`);
  });
}

const OTHERS = [
  '',
  'd',
  'dat',
  'date: 1',
  'eventual: x',
  'A:"x"',
  '0:1',
  'ab:"x"',
  'plain text',
  OBJECT,
  `${OBJECT}\n`,
  `${OBJECT}\n[`,
  '{\n  "a": {}\n}\n{',
  `{"a":"${'x'.repeat(MAX_EVENT_BYTES)}"}\n{`,
  `${' '.repeat(65)}data: x\n`,
];

for (const text of OTHERS) {
  test(`${JSON.stringify(text.slice(0, 40))} is none`, (t) => {
    t.is(read([Buffer.from(text)]), 'none');
    t.is(read(byBytes(Buffer.from(text))), 'none');
  });
}

test('how a body is cut changes nothing', (t) => {
  const piece = fc.constantFrom(
    ...Array.from('{}[]\n\r :"0dataevn'),
    '\u001e',
    '{"a":1}\n',
    ' '.repeat(40),
    'x'.repeat(40_000),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), cuts, (pieces, offsets) => {
      const bytes = Buffer.from(pieces.join(''));
      t.is(read(cutAt(bytes, offsets)), read([bytes]));
    }),
  );
});
