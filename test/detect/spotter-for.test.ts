import test from 'ava';
import { ruleSetOf } from '../../src/detect/rules/rule-set.ts';
import { spotterFor } from '../../src/detect/spotter-for.ts';
import { ruleFile } from '../support/rule-files.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

test('spots the anchors of built-in rules and of files', (t) => {
  const spotter = spotterFor(ruleSetOf([ruleFile()]));
  t.true(spotter.spotsAny(bytesOf('see acme_1')));
  t.true(spotter.spotsAny(bytesOf('cat /etc/passwd')));
  t.false(spotter.spotsAny(bytesOf('see nothing')));
  t.false(spotterFor(ruleSetOf([])).spotsAny(bytesOf('see acme_1')));
});
