import test from 'ava';
import * as fc from 'fast-check';
import { locate } from '../../src/detect/location.ts';
import type { Part } from '../../src/model/flow.ts';

const REQUEST =
  'POST /v1/messages?beta=true HTTP/1.1\r\nHost: api.anthropic.com\r\nX-API-Key: sk-ant-1\r\nCookie: a=b:c\r\n\tfolded\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nSet-Cookie: x=y\r\nServer : odd\r\n\r\n';
const KEYED = `GET / HTTP/1.1\r\nghp_${'aB3'.repeat(12)}: /etc/passwd\r\nno colon here\r\n: empty\r\n`;

const PLACES: readonly (readonly [Part, text: string, base: number, needle: string, location: string])[] = [
  ['request.head', REQUEST, 0, 'POST', 'request.url'],
  ['request.head', REQUEST, 0, 'beta', 'request.url'],
  ['request.head', `\r\n${REQUEST}`, 0, 'beta', 'request.url'],
  ['request.head', REQUEST, 0, 'api.anthropic', 'request.header.host'],
  ['request.head', REQUEST, 0, 'sk-ant-1', 'request.header.x-api-key'],
  ['request.head', REQUEST, 0, 'b:c', 'request.header.cookie'],
  ['request.head', REQUEST, 0, 'folded', 'request.header.cookie'],
  ['request.head', REQUEST, 0, 'Host', 'request.head'],
  ['request.head', REQUEST, 500, 'beta', 'request.head'],
  ['request.head', REQUEST, 500, 'sk-ant-1', 'request.header.x-api-key'],
  ['request.head', KEYED, 0, '/etc/passwd', 'request.head'],
  ['request.head', KEYED, 0, 'colon', 'request.head'],
  ['request.head', KEYED, 0, 'empty', 'request.head'],
  ['response.head', RESPONSE, 0, '200', 'response.status'],
  ['response.head', RESPONSE, 0, 'x=y', 'response.header.set-cookie'],
  ['response.head', RESPONSE, 0, 'odd', 'response.header.server'],
  ['request.trailer', 'A: 1\r\nX-Sum: 2\r\n', 0, '1', 'request.trailer.a'],
  ['response.trailer', 'A: 1\r\nX-Sum: 2\r\n', 0, '2', 'response.trailer.x-sum'],
  ['response.trailer', 'A: 1\r\nX-Sum: 2\r\n', 9, '1', 'response.trailer'],
  ['request.body', REQUEST, 0, 'sk-ant-1', 'request.body'],
  ['ws.message', REQUEST, 0, 'sk-ant-1', 'ws.message'],
];

for (const [part, text, base, needle, location] of PLACES) {
  test(`${part} at ${base}: ${needle} of ${text.slice(0, 24)} is in ${location}`, (t) => {
    t.is(locate(part, text, base, text.indexOf(needle)), location);
  });
}

test('any text and any offset have a place that begins with the words of the part', (t) => {
  const parts = fc.constantFrom<Part>('request.head', 'response.head', 'request.trailer', 'ws.message');
  const line = fc.constantFrom('\n', '\r\n', ':', 'a: b', ' ', '\t', '\xff', '\0', 'x'.repeat(90));
  const text = fc.array(line, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(parts, text, fc.nat(2), fc.integer({ min: -2, max: 400 }), (part, text, base, at) => {
      const location = locate(part, text, base, at);
      t.regex(location, /^[a-z.]+(?:\.[!-~]+)?$/);
      t.is(location.split('.')[0], part.split('.')[0]);
    }),
    { numRuns: 300 },
  );
});

test('a window of line feeds or of folded lines is walked once', (t) => {
  t.is(locate('request.head', '\n'.repeat(65_536), 9, 60_000), 'request.head');
  t.is(locate('request.head', '\n '.repeat(32_768), 9, 60_001), 'request.head');
});
