import test from 'ava';
import * as fc from 'fast-check';
import { toOriginForm } from '../../../src/wire/http1/rewrite.ts';
import { bytesOf, readRequests } from '../../support/http1-drive.ts';
import { sampleRequest } from '../../support/http1-messages.ts';

function rewrite(text: string): string {
  const [message] = readRequests(text).messages;
  if (message === undefined) throw new Error('no head');
  return toOriginForm(message.head, bytesOf(message.raw)).toString('latin1');
}

const REST = 'Host: b.test\r\nX-A:  1 \r\n\r\n';

const lines: readonly (readonly [from: string, to: string])[] = [
  ['GET http://a.test/x?y=\xe4 HTTP/1.1', 'GET /x?y=\xe4 HTTP/1.1'],
  ['GET http://a.test HTTP/1.1', 'GET / HTTP/1.1'],
  ['GET http://a.test?x HTTP/1.1', 'GET /?x HTTP/1.1'],
  ['get HTTP://A.test:81//x HTTP/1.0', 'get //x HTTP/1.0'],
  ['OPTIONS http://a.test HTTP/1.1', 'OPTIONS * HTTP/1.1'],
  ['OPTIONS http://a.test/ HTTP/1.1', 'OPTIONS / HTTP/1.1'],
  ['OPTIONS http://a.test?x HTTP/1.1', 'OPTIONS /?x HTTP/1.1'],
  ['GET /http://a.test/ HTTP/1.1', 'GET /http://a.test/ HTTP/1.1'],
  ['OPTIONS * HTTP/1.1', 'OPTIONS * HTTP/1.1'],
  ['GET https://a.test/ HTTP/1.1', 'GET https://a.test/ HTTP/1.1'],
  ['GET http://u:p@a.test/ HTTP/1.1', 'GET http://u:p@a.test/ HTTP/1.1'],
  ['\r\n\r\nGET http://a.test/ HTTP/1.1', '\r\n\r\nGET / HTTP/1.1'],
];

for (const [from, to] of lines) {
  test(`the request line ${JSON.stringify(from)}`, (t) => {
    t.is(rewrite(`${from}\r\n${REST}`), `${to}\r\n${REST}`);
  });
}

test('fields for the proxy are left out, all others stay byte for byte', (t) => {
  const text =
    'GET http://a.test/ HTTP/1.1\r\nPROXY-Connection: keep-alive\r\nhOST: a.test\r\nProxy-Authorization: Basic abc\r\n' +
    'x-dup:1\r\nProxy-Status: x\r\nX-DUP: \t2 \r\nX-Proxy-Connection: y\r\nproxy-authorization:\r\nproxy-authenticate: z\r\n\r\n';
  t.is(
    rewrite(text),
    'GET / HTTP/1.1\r\nhOST: a.test\r\nx-dup:1\r\nProxy-Status: x\r\nX-DUP: \t2 \r\nX-Proxy-Connection: y\r\n\r\n',
  );
});

test('HTTP/1.0 without Host stays without', (t) => {
  t.is(rewrite('GET http://a.test/ HTTP/1.0\r\n\r\n'), 'GET / HTTP/1.0\r\n\r\n');
});

test('a head with nothing to change is handed back itself', (t) => {
  const [message] = readRequests(`GET /x HTTP/1.1\r\n${REST}`).messages;
  const raw = bytesOf(message?.raw ?? '');
  t.is(message && toOriginForm(message.head, raw), raw);
});

test('what went into a proxied request comes out again', (t) => {
  fc.assert(
    fc.property(
      sampleRequest,
      fc.constantFrom('', 'Proxy-Authorization: Basic x\r\n', 'proxy-connection:\r\n'),
      (sample, ours) => {
        const proxied = sample.text.replace(
          / \/(.*) HTTP\/1\.1\r\n/,
          (_, path: string) => ` http://a.test/${path} HTTP/1.1\r\n${ours}`,
        );
        t.is(rewrite(proxied), sample.text.slice(0, sample.headLength));
      },
    ),
    { numRuns: 200 },
  );
});
