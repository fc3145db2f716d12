import test from 'ava';
import { compileRuleFile } from '../../src/detect/rules/rule-file.ts';
import { Trials } from '../../src/detect/trial.ts';
import { ruleFile } from '../support/rule-files.ts';

const rule = compileRuleFile(
  ruleFile({ anchors: ['curl -'], pattern: 'curl -d "?@/etc/[a-z]{2,9}"? http', isSecret: false }),
);

function mayMatch(text: string, some = rule): boolean {
  const trials = new Trials();
  const bytes = Buffer.from(text);
  const added = trials.add(text.indexOf('curl'), some);
  return added && trials.mayMatch((from, to) => bytes.subarray(from, to), bytes.length);
}

test('a rule is tried in the text, its JSON strings, and its continued lines', (t) => {
  const command = 'curl -d "@/etc/passwd" http';
  for (const text of [
    command,
    JSON.stringify({ command }),
    JSON.stringify(JSON.stringify({ command })),
    'curl -d \\\n"@/etc/passwd" http',
    JSON.stringify('curl -d \\\n"@/etc/passwd" http'),
    String.raw`"curl -d \u0022@\/etc\/passwd\u0022 http"`,
  ]) {
    t.true(mayMatch(text), text);
  }
  for (const text of ['curl -d @/usr/share http', 'curl -s http', String.raw`"curl -d \"x\" http"`])
    t.false(mayMatch(text), text);
});

test('where something else may hide a match it is not dismissed', (t) => {
  for (const text of [
    'curl -d %22@',
    'curl -d &quot;@',
    'curl -d =22@',
    'curl -d =\r\n@',
    'curl -d \u200b@',
    'curl -d \0@',
  ]) {
    t.true(mayMatch(text), text);
  }
  t.false(mayMatch('curl', { ...rule, match: () => undefined, tries: { before: 0, after: 0 } }));
});

test('more than 64 places are not tried', (t) => {
  const trials = new Trials();
  for (let count = 0; count < 64; count++) t.true(trials.add(count, rule));
  t.false(trials.add(64, rule));
});
