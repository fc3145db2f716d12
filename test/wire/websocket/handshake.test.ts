import test from 'ava';
import * as fc from 'fast-check';
import {
  isWebSocketUpgrade,
  MAX_EXTENSIONS,
  MAX_EXTENSIONS_CHARACTERS,
  negotiatedExtensions,
} from '../../../src/wire/websocket/handshake.ts';

const EXCHANGES: readonly (readonly [
  status: number,
  request: string | undefined,
  response: string | undefined,
  is: boolean,
])[] = [
  [101, 'websocket', 'websocket', true],
  [101, 'WebSocket', ' WEBSOCKET ', true],
  [101, 'h2c, websocket', 'websocket', true],
  [101, 'websocket', undefined, true],
  [101, 'h2c, websocket', 'h2c', false],
  [101, 'h2c, websocket', undefined, false],
  [101, 'websocket', 'websocket, other/1', false],
  [101, 'websocket', '', false],
  [101, undefined, 'websocket', false],
  [101, undefined, undefined, false],
  [101, 'websockets', 'websockets', false],
  [200, 'websocket', 'websocket', false],
  [426, 'websocket', 'websocket', false],
];

for (const [status, requestUpgrade, responseUpgrade, is] of EXCHANGES) {
  test(`${status}, asked ${requestUpgrade}, answered ${responseUpgrade}: ${is ? 'a' : 'no'} WebSocket`, (t) => {
    t.is(isWebSocketUpgrade({ status, requestUpgrade, responseUpgrade }), is);
  });
}

function plainly(value: string | undefined): unknown {
  return negotiatedExtensions(value).map(({ name, params }) => [name, Object.fromEntries(params)]);
}

const DEFLATE = 'permessage-deflate';

const VALUES: readonly (readonly [value: string | undefined, extensions: readonly unknown[]])[] = [
  [undefined, []],
  ['', []],
  [DEFLATE, [[DEFLATE, {}]]],
  [
    `${DEFLATE}; server_no_context_takeover ;client_max_window_bits = 12`,
    [[DEFLATE, { server_no_context_takeover: true, client_max_window_bits: '12' }]],
  ],
  [`${DEFLATE};server_max_window_bits="10"`, [[DEFLATE, { server_max_window_bits: '10' }]]],
  [
    `foo; a, ${DEFLATE}\t,foo`,
    [
      ['foo', { a: true }],
      [DEFLATE, {}],
      ['foo', {}],
    ],
  ],
  [`${DEFLATE};`, []],
  [`${DEFLATE},`, []],
  [`${DEFLATE}=1`, []],
  [`${DEFLATE}; a=`, []],
  [`${DEFLATE}; a="`, []],
  [`${DEFLATE}; a="x y"`, []],
  [`${DEFLATE}; a; a=1`, []],
  ['per message', []],
  [`${DEFLATE}\r\n`, []],
  [Array.from({ length: MAX_EXTENSIONS + 1 }, () => 'a').join(), []],
  ['a'.repeat(MAX_EXTENSIONS_CHARACTERS + 1), []],
];

for (const [value, extensions] of VALUES) {
  test(`extensions of ${JSON.stringify(value?.slice(0, 60))} (${value?.length ?? 0} characters)`, (t) => {
    t.deepEqual(plainly(value), extensions);
  });
}

test('as many extensions as are allowed are read', (t) => {
  t.is(negotiatedExtensions(Array.from({ length: MAX_EXTENSIONS }, () => 'a').join(', ')).length, MAX_EXTENSIONS);
});

test('no value makes the parser throw', (t) => {
  const near = fc.string({ unit: fc.constantFrom(...Array.from('ab;,="\t ')), maxLength: 40 });
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (value) => negotiatedExtensions(value).every(({ name }) => name !== '')),
    { numRuns: 300 },
  );
  t.pass();
});
