import test from 'ava';
import { parsePattern, PatternFault, sequenceOf } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { printPattern } from '../../../../src/detect/rules/pattern/print-pattern.ts';

/** An expression of RE2, texts in which it is found, and texts in which it is not. */
const RE2: readonly (readonly [regex: string, found: readonly string[], not: readonly string[]])[] = [
  ['(?i)ab', ['ab', 'AB', 'aB'], ['ac']],
  ['a(?i)b', ['ab', 'aB'], ['Ab', 'AB']],
  ['a(?i:b)c', ['abc', 'aBc'], ['abC', 'Abc']],
  ['(?i)a(?-i:b)c', ['Abc', 'abC'], ['aBc']],
  ['(?:(?i)a|b)c', ['Ac', 'Bc'], ['aC', 'bC']],
  ['[[:alnum:]]{2}', ['a1'], ['a-', '--']],
  ['^[[:^digit:]]$', ['a'], ['1']],
  [String.raw`\Aab\z`, ['ab'], ['xab', 'ab\n']],
  ['(?P<key>ab)', ['ab'], ['b']],
  ['(?<key>ab)', ['ab'], ['b']],
  [String.raw`\x{61}\x62\101`, ['abA'], ['aba']],
  [String.raw`\Qa.b\E.`, ['a.bc'], ['axbc']],
  ['^.$', ['a', '\r', '\u00e9'], ['\n']],
  ['(?s)^.$', ['a', '\n'], ['']],
  ['(?m)^b$', ['a\nb\nc', 'b'], ['ab', 'bc']],
  [String.raw`^\s$`, [' ', '\t', '\n'], ['\v', '\u00a0']],
  ['[]a]', [']', 'a'], ['b']],
  [String.raw`[\w.-]`, ['a', '.', '-'], ['/']],
  ['a{,2}', ['a{,2}'], ['aa']],
  ['x{2}y', ['xxy'], ['xy']],
  ['\u00e4', ['\u00c3\u00a4'], ['\u00e4']],
  ['(?U)a+b', ['aab'], ['b']],
];

for (const [regex, found, not] of RE2) {
  test(`RE2 ${regex} means the same in JavaScript`, (t) => {
    const { source, ignoreCase } = printPattern(parsePattern(regex, 're2'));
    const expressions = [
      new RegExp(source, ignoreCase ? 'i' : ''),
      new RegExp(printPattern(parsePattern(regex, 're2'), true).source),
    ];
    for (const expression of expressions) {
      for (const text of found) t.true(expression.test(text), `${expression} ${text}`);
      for (const text of not) t.false(expression.test(text), `${expression} ${text}`);
    }
  });
}

test('(?U) swaps greedy and lazy', (t) => {
  t.is(printPattern(parsePattern('(?U)a*b*?', 're2')).source, 'a*?b*');
});

const JS: readonly (readonly [source: string, printed: string])[] = [
  [String.raw`(?<![\w.])a\.b{2,}?(c|d)\1$`, String.raw`(?<![\w.])a\.b{2,}?(c|d)\1$`],
  ['(?<name>a)(?=b)(?!c)(?<=d)', '(a)(?=b)(?!c)(?<=d)'],
  [String.raw`\x41\u0042\/[\b\-\]a-c-]`, String.raw`AB\/[\x08\-\]a-c]`],
  ['[^]', '[^]'],
  ['a{x}', String.raw`a\{x\}`],
  ['', ''],
];

for (const [source, printed] of JS) {
  test(`JavaScript ${source}`, (t) => {
    t.is(printPattern(parsePattern(source, 'js')).source, printed);
  });
}

const FAULTS: readonly (readonly [source: string, dialect: 'js' | 're2', reason: RegExp])[] = [
  ['(a', 're2', /"\(" is never closed/],
  ['a)', 're2', /"\)" closes nothing/],
  ['[a', 're2', /"\[" is never closed/],
  ['*a', 're2', /"\*" repeats nothing/],
  ['a++', 're2', /possessive/],
  ['a{3,2}', 're2', /counts backwards/],
  ['a{200000}', 're2', /a count is over/],
  [String.raw`\pL`, 're2', /"\\p" is not understood/],
  ['[[:nope:]]', 're2', /no class \[:nope:\]/],
  ['(?=a)', 're2', /RE2 knows no \(\?=/],
  ['(?>a)', 're2', /"\(\?>" is not understood/],
  ['[z-a]', 're2', /runs backwards/],
  ['[\u00e4]', 're2', /U\+00E4 stands in a class/],
  ['\u2019', 'js', /U\+2019 is no byte.*\\xe2\\x80\\x99/],
  ['(?i:a)', 'js', /flags inside/],
  [String.raw`(?<n>a)\k<n>`, 'js', /by number/],
  ['('.repeat(101), 'js', /more than 100 deep/],
  ['a\\', 'js', /ends with a "\\"/],
];

for (const [source, dialect, reason] of FAULTS) {
  test(`refuses ${source.slice(0, 20)}`, (t) => {
    const error = t.throws(() => parsePattern(source, dialect), { instanceOf: PatternFault });
    t.regex(error.message, reason);
  });
}

test('case is in the bytes', (t) => {
  t.is(printPattern(parsePattern('ab1', 'js', true), true).source, '[Aa][Bb]1');
});

test('sequences are flat', (t) => {
  const a = parsePattern('ab', 'js');
  t.deepEqual(sequenceOf([a, sequenceOf([])]), a);
});
