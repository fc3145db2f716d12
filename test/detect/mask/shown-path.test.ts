import test from 'ava';
import * as fc from 'fast-check';
import { climbs, shownPath } from '../../../src/detect/mask/shown-path.ts';

const SHOWN: readonly (readonly [target: string, shown: string])[] = [
  ['/v1/messages?beta=true', '/v1/messages'],
  ['/v1/messages#top', '/v1/messages'],
  ['http://host:80/a/b?c', '/a/b'],
  ['https://user:secret@host', '/'],
  ['*', '*'],
  ['', '/'],
  ['?q', '/'],
  ['/v1/models/claude-sonnet-4-5-20250929', '/v1/models/claude-sonnet-4-5-20250929'],
  ['/v1beta/models/gemini-2.5-pro:generateContent', '/v1beta/models/gemini-2.5-pro:generateContent'],
  ['/repos/owner/my-long-repository-name-2/issues', '/repos/owner/my-long-repository-name-2/issues'],
  ['/x/sk-ant-api03-LabKeyDoNotUse0123456789abcdefghij', '/x/sk-ant-api03-...'],
  ['/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/sendMessage', '/.../sendMessage'],
  ['/services/T00000000/B00000000/XyZaBcDeFgHiJkLmNoPqRsTu', '/services/T00000000/B00000000/...'],
  ['/files/4f7a3a0e-6e0c-4a37-9e4b-0c5f6f1b2d3e', '/files/...'],
  ['/a\u001b[2J\xff', '/a·[2J·'],
];

for (const [target, shown] of SHOWN) {
  test(`${JSON.stringify(target)} is shown as ${shown}`, (t) => t.is(shownPath(target, true), shown));
}

test('a path climbs with two dots for a segment, however a server may read them', (t) => {
  const climbing = [
    '/v1/../admin',
    '/v1/..',
    '../a',
    'http://host/a/../b',
    '/a/%2E%2e/b',
    '/a/.%2e?q',
    '/a/..%2fb',
    '/a%5c..\\b',
    '/a/..;x=1/b',
  ];
  for (const target of climbing) t.true(climbs(target), target);
  for (const target of ['/v1/./a', '/a..b/..c/d..', '/a/...', '/a?b=/../', '/a#/../', '*', ''])
    t.false(climbs(target), target);
});

test('without masking a path is as it came, still without query and not too long', (t) => {
  t.is(
    shownPath('/x/sk-ant-api03-LabKeyDoNotUse0123456789abcdefghij?y', false),
    '/x/sk-ant-api03-LabKeyDoNotUse0123456789abcdefghij',
  );
  t.is(shownPath(`/${'a/'.repeat(1000)}`, false).length, 256);
});

test('a drawn key is nowhere in a path', (t) => {
  const key = fc.string({
    unit: fc.constantFrom(...Array.from('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789')),
    minLength: 24,
    maxLength: 60,
  });
  const before = fc.constantFrom('/', '/a/', '/bot', '/x-', '/hooks/T1/');
  fc.assert(
    fc.property(
      before,
      key.filter((one) => /\d/.test(one)),
      (start, drawn) => !shownPath(`${start}${drawn}/end`, true).includes(drawn),
    ),
    { numRuns: 300 },
  );
  t.pass();
});

test('a hostile target costs little', (t) => {
  for (const target of ['a'.repeat(65_536), '/aA'.repeat(20_000), `/${'aAa'.repeat(20_000)}!`, '-'.repeat(65_536)]) {
    t.true(shownPath(target, true).length <= 256);
  }
});
