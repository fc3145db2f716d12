import test from 'ava';
import { matchHosts } from '../../src/proxy/passthrough.ts';

test('a name matches itself, a wildcard everything below its suffix', (t) => {
  const isPassthrough = matchHosts(['Exact.test', '*.Wide.test', '192.0.2.1']);
  for (const host of ['exact.test', 'a.wide.test', 'a.b.wide.test', '192.0.2.1']) t.true(isPassthrough(host), host);
  for (const host of ['a.exact.test', 'wide.test', 'notwide.test', 'wide.test.evil.test', '192.0.2.10', '']) {
    t.false(isPassthrough(host), host);
  }
});

test('without patterns nothing matches', (t) => {
  t.false(matchHosts([])('example.test'));
});
