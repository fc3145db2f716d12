import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { placeInMultipart } from '../../../src/detect/fields/multipart-place.ts';

const TYPE = 'multipart/form-data; boundary=----Form7';

function part(content: string, ...headers: string[]): string {
  return `------Form7\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n${content}\r\n`;
}

const BODY = [
  'PREAMBLE\r\n',
  part('PROMPT', 'Content-Disposition: form-data; name="prompt"'),
  part(
    'NOTES ------Form7 INSIDE',
    'Content-Disposition: form-data; name="file"; filename="notes.txt"',
    'Content-Type: text/plain',
  ),
  part('{"a":"JSON"}', 'Content-Type: application/json'),
  part('NAMELESS', 'content-disposition: attachment;\r\n filename="a \\"b\\" c.bin"'),
  part('BARE', 'Content-Disposition: form-data; filename=x.txt; name=bare'),
  part('UTF', "Content-Disposition: form-data; name=up; filename*=UTF-8''na%C3%AFve%20plan.txt"),
  part('HEADLESS'),
  part('SECRET', `Content-Disposition: form-data; name="ghp_${'aB3'.repeat(12)}"`),
  '------Form7--\r\nEPILOGUE',
].join('');

function nameAt(needle: string, body = BODY, type = TYPE, isStart = true): string | undefined {
  const bytes = Buffer.from(body);
  return placeInMultipart(type, bytes, bytes.indexOf(needle), isStart)?.name;
}

const NAMES: readonly (readonly [needle: string, name: string | undefined])[] = [
  ['PREAMBLE', undefined],
  ['PROMPT', 'prompt'],
  ['"prompt"', 'prompt'],
  ['NOTES', 'file "notes.txt"'],
  ['INSIDE', 'file "notes.txt"'],
  ['JSON', 'part 3'],
  ['NAMELESS', 'file "a \\"b\\" c.bin"'],
  ['BARE', 'bare "x.txt"'],
  ['UTF\r', 'up "naïve plan.txt"'],
  ['HEADLESS', 'part 7'],
  ['SECRET', '…'],
  ['EPILOGUE', undefined],
];

for (const [needle, name] of NAMES) {
  test(`${needle} is in ${name}`, (t) => {
    t.is(nameAt(needle), name);
    t.is(
      nameAt(needle, BODY.replaceAll('\r\n', '\n'), 'multipart/mixed;Boundary="----Form7"'),
      needle === 'UTF\r' ? undefined : name,
    );
  });
}

test('the boundary is recognised when it is not declared, at the beginning', (t) => {
  const body = BODY.slice(BODY.indexOf('------'));
  t.is(nameAt('NOTES', body, 'multipart/form-data'), 'file "notes.txt"');
  t.is(nameAt('NOTES', body, 'multipart/form-data', false), undefined);
  t.is(nameAt('NOTES', BODY, 'multipart/form-data'), undefined);
});

test('in the midst of a message nameless parts are not counted', (t) => {
  const body = BODY.slice(BODY.indexOf('NOTES'));
  t.is(nameAt('NOTES', body, TYPE, false), undefined);
  t.is(nameAt('JSON', body, TYPE, false), 'part');
  t.is(nameAt('BARE', body, TYPE, false), 'bare "x.txt"');
});

test('the content begins behind the headers', (t) => {
  const bytes = Buffer.from(BODY);
  const content = placeInMultipart(TYPE, bytes, bytes.indexOf('JSON'), true)?.content;
  t.is(content?.offset, 6);
  t.is(Buffer.from(content?.bytes ?? []).toString('utf8', 0, 12), '{"a":"JSON"}');
  t.is(placeInMultipart(TYPE, bytes, bytes.indexOf('"prompt'), true)?.content, undefined);
});

test('a boundary that begins like another one is none', (t) => {
  const inner = '--b\n\n--bc\n\nINNER\n--bc--\n--b \n\nSECOND';
  t.is(nameAt('INNER', inner, 'multipart/mixed; boundary=b'), 'part 1');
  t.is(nameAt('SECOND', inner, 'multipart/mixed; boundary=b'), 'part 2');
});

test('headers without an end are read as far as they go', (t) => {
  t.is(nameAt('name', '------Form7\r\nContent-Disposition: form-data; name="cut"'), 'cut');
  t.is(nameAt('X', `------Form7\r\n${'A: b\r\n'.repeat(5000)}X`), 'part 1');
  t.is(nameAt('-F', '------Form7'), 'part 1');
});

test('hostile texts: many delimiters, many parameters', (t) => {
  t.is(nameAt('X', `${'------Form7'.repeat(20_000)}X`), undefined);
  t.is(nameAt('X', `${'------Form7x\n'.repeat(20_000)}X`), undefined);
  t.is(nameAt('X', `--a\n${'-'.repeat(250_000)}X`, 'multipart/x; boundary=----------'), undefined);
  t.is(nameAt('X', `${'------Form7\n'.repeat(20_000)}\nX`), 'part 20000');
  t.is(nameAt('X', `------Form7\nContent-Disposition: ${';name="'.repeat(1000)}\n\nX`), ';name=');
});

test('no text throws, at no offset', (t) => {
  const piece = fc.constantFrom(
    '------Form7',
    '--',
    '\r\n',
    '\n',
    'Content-Disposition: x',
    '; name="',
    '"',
    ';filename=a',
    '\xff',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, isStart) => {
      const text = Buffer.from(pieces.join(''), 'latin1');
      for (let at = -1; at <= text.length; at += 1) t.not(placeInMultipart(TYPE, text, at, isStart)?.name, '');
    }),
  );
});
