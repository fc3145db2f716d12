import test from 'ava';
import { findAll } from '../../../src/detect/find-all.ts';
import { pairsIn } from '../../../src/detect/hidden/neighbours.ts';
import { asciiTriggers, highTriggers, wide } from '../../../src/detect/hidden/triggers.ts';
import type { ByteClass } from '../../../src/detect/kernel/anchor.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { ANCHORS } from '../../../src/detect/rules/index.ts';

const pairs = pairsIn(ANCHORS);

function stands(runs: Iterable<readonly ByteClass[]>, text: string | Uint8Array): boolean {
  let isAny = false;
  const kernel = compileKernel(Array.from(runs, (classes) => ({ rule: 0, classes })));
  findAll(kernel, Buffer.from(text), () => {
    isAny = true;
  });
  return isAny;
}

test('ASCII that may hide an anchor', (t) => {
  for (const text of [
    '&#115;',
    '&#x73;',
    '&nbsp;',
    '&sol;e',
    '&amp;#47;',
    '=2Fetc',
    '=73=68',
    'a=\nrm',
    'a=\r\nrm',
    '\\x2f',
    '\\057',
    '$IFS',
    'r$@m',
    'r${@}m',
    '${IFS}',
    '%E2%80%8B',
    '%2573',
    '\\u200b',
    '\\u0430',
    '\\uff0f',
    '\\u00a0',
    '\\udb40\\udc73',
    'r\\\nm',
  ]) {
    t.true(stands(asciiTriggers(pairs), text), text);
  }
});

test('what writers write all the time', (t) => {
  for (const text of [
    '&amp;',
    '&lt;b&gt;',
    '&quot;',
    '=3D',
    '=20',
    '\\u003c',
    '\\u2019',
    '%C3%A9',
    '%20',
    '\\n\\t\\"',
  ]) {
    t.false(stands(asciiTriggers(pairs), text), text);
  }
});

test('characters above ASCII that may hide an anchor', (t) => {
  for (const text of ['n\u200bc', '\uff0fetc', 'p\u0430sswd', '\u0440asswd', 'rm\u00a0-rf', '\u{e0073}\u{e0068}']) {
    t.true(stands(highTriggers(pairs), text), text);
  }
  for (const text of ['caf\u00e9', '\u0416\u0434', '\u4e2d\u6587\u3002', '\u2019\u2026', '\u{1f600}']) {
    t.false(stands(highTriggers(pairs), text), text);
  }
});

test('anchors in UTF-16 of both byte orders', (t) => {
  const runs = ANCHORS.map(({ classes }) => wide(classes));
  t.true(stands(runs, Buffer.from('cat /etc/passwd', 'utf16le')));
  t.true(stands(runs, Buffer.from('cat /etc/passwd', 'utf16le').swap16()));
  t.false(stands(runs, 'cat /etc/passwd'));
});
