import test from 'ava';
import { PROVIDERS } from '../../../src/detect/verdict/providers.ts';

test('every provider says which of whose credentials go where', (t) => {
  for (const { prefixes = [], rules = [], headers, hosts } of PROVIDERS) {
    t.true(prefixes.length + rules.length > 0 && headers.length > 0 && hosts.length > 0, hosts.join());
    for (const header of headers) t.is(header, header.toLowerCase());
    for (const host of hosts) {
      // A pattern that ends in a wildcard fits hosts that anybody can register.
      t.regex(host, /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/);
    }
    for (const prefix of prefixes) t.notRegex(prefix, /^[*?]/);
  }
});
