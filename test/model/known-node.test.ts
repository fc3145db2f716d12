import test from 'ava';
import { isKnownNode } from '../../src/model/known-node.ts';

test('what is newer than our tests is not known', (t) => {
  t.true(isKnownNode('20.19.0'));
  t.true(isKnownNode('24.99.1'));
  t.false(isKnownNode('25.0.0'));
  t.is(isKnownNode(), isKnownNode(process.versions.node));
});
