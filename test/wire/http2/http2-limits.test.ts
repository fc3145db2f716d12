import test from 'ava';
import { DEFAULT_HTTP2_LIMITS } from '../../../src/wire/http2/http2-limits.ts';
import { CLIENT_START, headers, integer, literal, requestBlock, reset } from '../../support/http2-frames.ts';
import { readHttp2 } from '../../support/http2-seen.ts';

test('what ordinary peers send is far from the limits', (t) => {
  const cookies = Array.from({ length: 20 }, (_, i) => ['cookie', `c${i}=${'v'.repeat(3000)}`] as const);
  const tables = Buffer.concat([integer(0x20, 5, 65_536), literal('x', 'y', true)]);
  const { lines } = readHttp2([
    ['client', Buffer.concat([CLIENT_START, headers(1, Buffer.concat([tables, requestBlock('/', ...cookies)]))])],
  ]);
  t.is(lines.length, 1);
  t.is(lines[0]?.split('\r\n').length, 20 + 5);
});

test('at least the hundred streams that RFC 9113 recommends are read at once', (t) => {
  t.true(DEFAULT_HTTP2_LIMITS.maxOpenStreams >= 100);
  const opened = Array.from({ length: DEFAULT_HTTP2_LIMITS.maxOpenStreams + 1 }, (_, i) =>
    headers(2 * i + 1, requestBlock()),
  );
  const { lines } = readHttp2([
    ['client', Buffer.concat([CLIENT_START, ...opened, reset(1), headers(9_001, requestBlock())])],
  ]);
  t.deepEqual(
    lines.filter((line) => !line.includes('request')),
    [`${2 * DEFAULT_HTTP2_LIMITS.maxOpenStreams + 1} unread`, '1 close'],
  );
  t.true(lines.at(-1)?.startsWith('9001 client request'));
});
