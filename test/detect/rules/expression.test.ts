import test from 'ava';
import { BLANKS, QUOTE, SEPARATOR, SHELL, SLASH, WORD_START, matchAt } from '../../../src/detect/rules/expression.ts';
import { MAX_REACH } from '../../../src/detect/rules/rule.ts';

test('matches at the offset alone and says where', (t) => {
  const text = 'xab ab';
  t.deepEqual(matchAt(/a(b)(c)?/y, text, 1), { from: 1, to: 3, groups: ['b', undefined] });
  t.is(matchAt(/ab/y, text, 2), undefined);
});

test('sees no further than the reach, either way', (t) => {
  const [near, far] = ['-'.repeat(MAX_REACH - 1), '-'.repeat(MAX_REACH)];
  t.truthy(matchAt(/(?<=a-*)x/y, `a${near}x`, MAX_REACH));
  t.is(matchAt(/(?<=a-*)x/y, `a${far}x`, MAX_REACH + 1), undefined);
  t.truthy(matchAt(/x-*b/y, `x${near.slice(1)}b`, 0));
  t.is(matchAt(/x-*b/y, `x${near}b`, 0), undefined);
});

for (const before of [
  '',
  ' ',
  '"',
  '/',
  '\n',
  String.raw`\n`,
  String.raw`a\t`,
  '%20',
  '%3d',
  String.raw`\u0022`,
  '=',
]) {
  test(`a word starts behind ${JSON.stringify(before)}`, (t) => {
    t.truthy(matchAt(new RegExp(`${WORD_START}nc`, 'y'), `${before}nc`, before.length));
  });
}

for (const before of ['a', 'n', '_', '-', '.', '7']) {
  test(`no word starts behind ${before}`, (t) => {
    t.is(matchAt(new RegExp(`${WORD_START}nc`, 'y'), `${before}nc`, before.length), undefined);
  });
}

const whole: readonly (readonly [what: string, source: string, yes: readonly string[], no: readonly string[]])[] = [
  [
    'blanks',
    BLANKS,
    [' ', '\t ', String.raw`\t`, '\\\n  ', '\\\r\n', String.raw` \\\n `],
    ['', '\n', 'x', String.raw`\n`],
  ],
  ['a slash', SLASH, ['/', String.raw`\/`], ['\\', '//']],
  ['a separator', SEPARATOR, ['/', '\\', String.raw`\\`, String.raw`\/`], ['', 'x']],
  ['a quotation mark', QUOTE, ['"', "'", String.raw`\"`, String.raw`\\\"`], ['', '\\', '`']],
  ['a shell', SHELL, ['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash'], ['fish', 'shell', 'Bash']],
];

for (const [what, source, yes, no] of whole) {
  test(`${what} in full`, (t) => {
    const expression = new RegExp(`^(?:${source})$`);
    for (const text of yes) t.regex(text, expression);
    for (const text of no) t.notRegex(text, expression);
  });
}
