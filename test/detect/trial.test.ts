import test from 'ava';
import { compileRuleFile } from '../../src/detect/rules/rule-file.ts';
import { Trials } from '../../src/detect/trial.ts';
import { ruleFile } from '../support/rule-files.ts';

const rule = compileRuleFile(
  ruleFile({ anchors: ['curl -'], pattern: 'curl -d "?@/etc/[a-z]{2,9}"? http', isSecret: false }),
);

/** The places that are found to be worth a scan in a text that is known up to `end`. */
function worthOf(trials: Trials, text: string, end = text.length): number[] {
  const bytes = Buffer.from(text);
  const worth: number[] = [];
  trials.decide(
    (from, to) => bytes.subarray(from, to),
    end,
    (at) => worth.push(at),
  );
  return worth;
}

function mayMatch(text: string, some = rule): boolean {
  const trials = new Trials();
  trials.add(text.indexOf('curl'), some);
  return worthOf(trials, text.padEnd(1024)).length > 0;
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
    String.raw`"curl -d \x22@/etc/passwd\x22 http"`,
    String.raw`"curl -d \042@\057etc/passwd\042 http"`,
  ]) {
    t.true(mayMatch(text), text);
  }
  for (const text of ['curl -d @/usr/share http', 'curl -s http', String.raw`"curl -d \"x\" http"`])
    t.false(mayMatch(text), text);
});

test('an anchor may begin with a character that is escaped', (t) => {
  const path = compileRuleFile(
    ruleFile({
      anchors: ['/environ'],
      reach: { before: 24 },
      pattern: 'cat /proc/[0-9]{1,7}/environ',
      isSecret: false,
    }),
  );
  for (const text of [
    String.raw`"cat \/proc\/1\/environ"`,
    JSON.stringify(String.raw`"cat \/proc\/1\/environ"`),
    String.raw`"cat \/proc\/1/environ"`,
  ]) {
    const trials = new Trials();
    trials.add(text.indexOf('/environ'), path);
    t.deepEqual(worthOf(trials, text.padEnd(1024)), [text.indexOf('/environ')], text);
  }
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

test('a name and its value are two strings, and the escapes of both are undone', (t) => {
  const pair = compileRuleFile(
    ruleFile({ anchors: ['acme_key'], pattern: 'acme_key" ?: ?"https://[a-z]{4}/[a-z]{4}\\+', isSecret: false }),
  );
  for (const text of [
    String.raw`{"acme_key":"https:\/\/host\/path+"}`,
    String.raw`{"acme_key":"https://host/path\u002B"}`,
    String.raw`"{\"acme_key\":\"https:\\/\\/host\\/path+\"}"`,
  ]) {
    const trials = new Trials();
    trials.add(text.indexOf('acme_key'), pair);
    t.deepEqual(worthOf(trials, text.padEnd(1024)), [text.indexOf('acme_key')], text);
  }
});

test('a place waits for what its rules look at, and those behind it wait with it', (t) => {
  const trials = new Trials();
  const text = `curl -d "@/etc/passwd" http${' '.repeat(2000)}`;
  trials.add(40, undefined);
  trials.add(0, rule);
  trials.add(0, rule);
  t.is(trials.first, 0);
  t.deepEqual(worthOf(trials, text, 575), []);
  t.deepEqual(worthOf(trials, text, 576), [0, 40]);
  t.is(trials.first, Infinity);
  t.deepEqual(worthOf(trials, text), []);
});

test('a place that is certain needs no trial', (t) => {
  const trials = new Trials();
  trials.add(7, rule);
  trials.add(7, undefined);
  t.deepEqual(worthOf(trials, '', 8), [7]);
});

test('what is decided early is decided again unless it was worth a scan', (t) => {
  const trials = new Trials();
  const text = Buffer.from('curl -d "@/etc/pass. curl -d "@/etc/passwd" http');
  const early = (to: number): number[] => {
    const worth: number[] = [];
    const read = (from: number, end: number): Uint8Array => text.subarray(from, Math.min(end, to));
    trials.decideEarly(read, to, (at) => worth.push(at));
    return worth;
  };
  for (const at of [0, 21]) trials.add(at, rule);
  trials.add(30, undefined);
  t.deepEqual(early(40), [30]);
  t.deepEqual(early(text.length), [21]);
  t.is(trials.first, 0);
  trials.clear();
  t.is(trials.first, Infinity);
});

test('all rules tried in 64 KB look at no more bytes than that', (t) => {
  const trials = new Trials();
  const text = ' '.repeat(200_000);
  const cost = (rule.tries?.before ?? 0) + (rule.tries?.after ?? 0);
  for (let at = 0; at < 131_072; at += 256) trials.add(at, rule);
  const worth = worthOf(trials, text);
  const untried = 256 - Math.floor(65_536 / cost);
  t.is(worth.length, 2 * untried);
  t.is(worth[untried], 65_536 + 256 * (256 - untried));
});

test('so they do where all is decided at once, or early', (t) => {
  const text = Buffer.alloc(200_000, ' ');
  const read = (from: number, to: number): Uint8Array => text.subarray(from, to);
  const cost = (rule.tries?.before ?? 0) + (rule.tries?.after ?? 0);
  const trials = new Trials();
  const affordable = Math.floor(65_536 / cost);
  for (let count = 0; count < affordable; count++) trials.add(count, rule);
  t.false(trials.isAnyWorth(read, text.length));
  const more = new Trials();
  for (let count = 0; count <= affordable; count++) more.add(count, rule);
  const worth: number[] = [];
  more.decideEarly(read, text.length, (at) => worth.push(at));
  t.deepEqual(worth, [affordable]);
});
