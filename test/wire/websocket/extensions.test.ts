import test from 'ava';
import { namesDeflate } from '../../../src/wire/websocket/extensions.ts';

const VALUES: readonly (readonly [value: string, isNamed: boolean])[] = [
  ['permessage-deflate', true],
  ['permessage-deflate; client_no_context_takeover; server_max_window_bits=10', true],
  ['Permessage-Deflate;client_max_window_bits="12"', true],
  ['x-unknown; a=1 , permessage-deflate ; b', true],
  ['', false],
  ['permessage-bzip2', false],
  ['permessage-deflate-frame', false],
  ['x-webkit-deflate-frame', false],
  ['x; y=permessage-deflate', false],
];

for (const [value, isNamed] of VALUES) {
  test(`${JSON.stringify(value)} ${isNamed ? 'names' : 'does not name'} permessage-deflate`, (t) => {
    t.is(namesDeflate(value), isNamed);
  });
}
