import test from 'ava';
import * as fc from 'fast-check';
import { anchorsOf, compileRuleFile, type RuleFile, sourceOf } from '../../../src/detect/rules/rule-file.ts';

const FILE: RuleFile = {
  id: 'any_token',
  type: 'EXFIL',
  severity: 'high',
  summary: 'Anything.',
  advice: 'Nothing.',
  falseAlarm: 'None.',
  anchors: ['tok_'],
  pattern: String.raw`tok_[a-z0-9]{8}(?![a-z0-9])`,
  hits: [],
  misses: [],
  source: 'this test',
};

test('a match begins with its anchor', (t) => {
  const rule = compileRuleFile(FILE);
  t.true(rule.isSecret);
  t.deepEqual(rule.match('a tok_19283746.', 2), { from: 2, to: 14 });
  t.is(rule.match('a tok_1928374.', 2), undefined);
  t.is(rule.match('a tok_19283746.', 0), undefined);
});

test('what stands behind an anchor is part of it, in both cases', (t) => {
  const [[...places] = []] = anchorsOf({ anchors: ['tok_'], next: 'a-f0-9_' });
  t.is(places.length, 5);
  t.is(String.fromCharCode(...(places[4] ?? []).values()), '0123456789ABCDEF_abcdef');
  t.is(anchorsOf({ anchors: ['eight___'], next: 'a' })[0]?.length, 8);
  t.throws(() => anchorsOf({ anchors: ['tok_'], next: 'é' }), { instanceOf: RangeError, message: /of ASCII/ });
});

test('a match may begin before its anchor and reports its secret', (t) => {
  const file = {
    ...FILE,
    pattern: String.raw`\b([a-z]{3,20})\.tok_[a-z]{3}=([0-9]{4})`,
    group: 2,
    reach: { before: 24 },
  };
  const rule = compileRuleFile(file);
  t.deepEqual(rule.match('see my.or our.tok_abc=1234', 14), { from: 22, to: 26 });
  t.is(rule.match('see ou.tok_abc=1234', 7), undefined);
  t.is(rule.match('tok_abc and our.tok_abc=1234', 0), undefined);
});

test('neither side of a match may be one of its edges, unless an escape ends there', (t) => {
  const rule = compileRuleFile({ ...FILE, pattern: 'tok_[a-z0-9]{8}', edges: 'a-z0-9_' });
  t.deepEqual(rule.match('=tok_19283746;', 1), { from: 1, to: 13 });
  t.deepEqual(rule.match(String.raw`"\ntok_19283746"`, 3), { from: 3, to: 15 });
  t.deepEqual(rule.match('%3dtok_19283746%0a', 3), { from: 3, to: 15 });
  t.is(rule.match('atok_19283746;', 1), undefined);
  t.is(rule.match('=tok_19283746_', 1), undefined);
});

test('between a name and its value stands what settings put there', (t) => {
  const rule = compileRuleFile({ ...FILE, pattern: 'tok_key{is}([a-z0-9]{8})', group: 1 });
  for (const between of [
    '=',
    ': ',
    ' := ',
    '": "',
    String.raw`\":\"`,
    "' => '",
    '"] = "',
    '\n    value: ',
    '","value":"',
  ]) {
    t.deepEqual(
      rule.match(`tok_key${between}q9w8e7r6`, 0),
      { from: 7 + between.length, to: 15 + between.length },
      between,
    );
  }
  t.is(rule.match('tok_key q9w8e7r6', 0), undefined);
});

test('what documentation shows is no secret', (t) => {
  t.is(compileRuleFile(FILE).match('tok_xxxxxxxx', 0), undefined);
  t.deepEqual(compileRuleFile({ ...FILE, isSecret: false }).match('tok_xxxxxxxx', 0), { from: 0, to: 12 });
});

test('case is ignored where the file says so, in anchors too', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: true });
  t.deepEqual(rule.match('TOK_ABCDEFGH', 0), { from: 0, to: 12 });
  t.deepEqual(rule.anchors[0]?.[0], new Set([0x74, 0x54]));
});

test('what a check or an exception speaks against is no match', (t) => {
  t.is(compileRuleFile({ ...FILE, minEntropy: 3.1 }).match('tok_aaaaaaaa', 0), undefined);
  t.is(compileRuleFile({ ...FILE, except: ['EXAMPLE'] }).match('tok_example1', 0), undefined);
  t.is(compileRuleFile({ ...FILE, validators: ['luhn'] }).match('tok_41111112', 0), undefined);
});

const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('what is beyond ASCII is looked for in its UTF-8', (t) => {
  const rule = compileRuleFile({
    ...FILE,
    anchors: ['größe', '忽略以上'],
    pattern: '(?:größe\\xC2|忽略(?:以上|之前))',
  });
  t.deepEqual(rule.anchors[0]?.slice(2, 4), [new Set([0xc3]), new Set([0xb6])]);
  t.deepEqual(
    rule.anchors.map((places) => places.length),
    [7, 8],
  );
  t.deepEqual(rule.match(inBytes('忽略之前'), 0), { from: 0, to: 12 });
  t.deepEqual(rule.match(inBytes('größe\u00a7'), 0), { from: 0, to: 8 });
  t.is(rule.match(inBytes('GRÖSSE'), 0), undefined);
});

test('what is beyond ASCII is found in any case and counts as one character', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: true, anchors: ['забу'], pattern: 'забудь(?:те)?é?!' });
  t.deepEqual(rule.anchors[0]?.slice(0, 4), [
    new Set([0xd0]),
    new Set([0xb7, 0x97]),
    new Set([0xd0]),
    new Set([0xb0, 0x90]),
  ]);
  t.deepEqual(rule.match(inBytes('ЗАБУДЬ!'), 0), { from: 0, to: 13 });
  t.deepEqual(rule.match(inBytes('забудьтеÉ!'), 0), { from: 0, to: 19 });
});

test('a class cannot hold what is beyond ASCII', (t) => {
  t.throws(() => compileRuleFile({ ...FILE, pattern: 'tok_[aé]' }), { instanceOf: SyntaxError });
  t.notThrows(() => compileRuleFile({ ...FILE, pattern: String.raw`tok_\[é\]` }));
});

test('the first group that holds something is the secret', (t) => {
  const rule = compileRuleFile({ ...FILE, pattern: 'tok_(?:a([0-9]*)|b([0-9]+))([a-z]*)', group: 'first' });
  t.deepEqual(rule.match('tok_a12x', 0), { from: 5, to: 7 });
  t.deepEqual(rule.match('tok_b34x', 0), { from: 5, to: 7 });
  t.deepEqual(rule.match('tok_ax', 0), { from: 5, to: 6 });
  t.deepEqual(rule.match('tok_a', 0), { from: 0, to: 5 });
});

test('exceptions mind case, and look where they are told to', (t) => {
  const text = 'my line: tok_ABCDEFGH\nother';
  const match = (exceptIn: NonNullable<RuleFile['exceptIn']>) =>
    compileRuleFile({ ...FILE, pattern: 'tok_([A-Z]{8})', group: 1, exceptIn }).match(text, 9);
  t.deepEqual(match({ secret: ['^tok'], match: ['^ABC'], line: ['other', 'abc'] }), { from: 13, to: 21 });
  t.is(match({ secret: ['^ABC'] }), undefined);
  t.is(match({ match: ['^tok_A'] }), undefined);
  t.is(match({ line: ['^my line: .*H$'] }), undefined);
});

test('anchors alone may stand in any case', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: 'anchors' });
  t.deepEqual(rule.anchors[0]?.[0], new Set([0x74, 0x54]));
  t.is(rule.match('TOK_12345678', 0), undefined);
  t.deepEqual(anchorsOf({ anchors: ['ab'] }), [[new Set([0x61]), new Set([0x62])]]);
  t.is(sourceOf(FILE), FILE.pattern);
});

test('what was found out at earlier anchors of a text changes nothing at later ones', (t) => {
  const files: readonly RuleFile[] = [
    { ...FILE, pattern: '[a-c]{0,9}tok_[a-c]{1,9}', reach: { before: 9 } },
    { ...FILE, pattern: '[a-c .]{0,90}tok_[a-c]{1,9}', reach: { before: 90 } },
    { ...FILE, pattern: '(?<!b)[a-c]{1,3}[ .]tok_(?:[a-c] tok_)?c', reach: { before: 4 } },
    { ...FILE, pattern: '(?:a[^\\n]{0,100}?tok_b|tok_c)', reach: { before: 101 } },
  ];
  const pieces = fc.array(fc.constantFrom('tok_', 'a', 'b', 'c', ' ', '.', '\n', 'tok_b', 'x'.repeat(70)), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(pieces, fc.constantFrom(...files), (texts, file) => {
      const text = texts.join('');
      const rule = compileRuleFile(file);
      for (const { index } of text.matchAll(/tok_/g))
        t.deepEqual(rule.match(text, index), compileRuleFile(file).match(text, index));
    }),
    { numRuns: 500 },
  );
});
