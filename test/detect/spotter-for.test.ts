import test from 'ava';
import { ruleSetOf } from '../../src/detect/rules/rule-set.ts';
import { spotterFor } from '../../src/detect/spotter-for.ts';
import { ruleFile } from '../support/rule-files.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

test('spots the anchors of built-in rules and of files', (t) => {
  const spotter = spotterFor(ruleSetOf([ruleFile()]));
  t.true(spotter.spotsAny(bytesOf('see acme_7h2k9d4m1x8q5w3z')));
  t.true(spotter.spotsAny(bytesOf('cat /etc/passwd')));
  t.false(spotter.spotsAny(bytesOf('see nothing')));
  t.false(spotter.spotsAny(bytesOf('see acme_1')));
  t.false(spotterFor(ruleSetOf([])).spotsAny(bytesOf('see acme_7h2k9d4m1x8q5w3z')));
});

test('what JSON escapes beyond ASCII is noticed', (t) => {
  const rule = ruleFile({ anchors: ['忽略以上'], pattern: '忽略以上(?:指令|内容)', isSecret: false });
  const spotter = spotterFor(ruleSetOf([rule]));
  const spots: number[] = [];
  for (const text of [
    'say 忽略以上指令 now',
    String.raw`{"a":"say \u5ffd\u7565\u4ee5\u4e0a\u6307\u4ee4"}`,
    String.raw`\u5fff\u7566`,
  ]) {
    spotter.spotAll(Buffer.from(text), 0, (at) => spots.push(at));
    spots.push(-1);
  }
  t.deepEqual(spots, [4, -1, 10, -1, -1]);
});
