import test from 'ava';
import { connect, readAll, readUntil, startAnswering, startProxy } from '../support/proxy-fixture.ts';

const OK = 'HTTP/1.1 204 No Content\r\n\r\n';

test('a request in origin form goes where its Host says', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const request = `GET /path HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  client.write(request);
  t.is(await readUntil(client, '\r\n\r\n'), OK);
  t.deepEqual(proxy.inspector.of('request.head'), [request]);
  t.like(proxy.inspector.texts[0]?.flow, { protocol: 'http', source: '127.0.0.1', dest: `127.0.0.1:${port}` });
});

test('the target names the destination when the Host header names another', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: other.test\r\n\r\n`);
  t.is(await readUntil(client, '\r\n\r\n'), OK);
});

test('a target that leads nowhere is refused, and counted once', async (t) => {
  const cases = [
    ['GET https://x.test/ HTTP/1.1\r\nHost: x.test\r\n\r\n', /a proxy takes http:\/\/ targets/],
    ['GET ftp://x.test/ HTTP/1.1\r\nHost: x.test\r\n\r\n', /a proxy takes http:\/\/ targets/],
    ['GET / HTTP/1.1\r\nHost: \r\n\r\n', /names no valid host/],
    ['GET / HTTP/1.0\r\n\r\n', /names no valid host/],
    ['CONNECT /x HTTP/1.1\r\nHost: x.test\r\n\r\n', /CONNECT needs host:port/],
  ] as const;
  const proxy = await startProxy(t);
  for (const [request, reason] of cases) {
    const client = await connect(t, proxy.port);
    client.write(request);
    const answer = await readAll(client);
    t.regex(answer, /^HTTP\/1\.1 400 /, request);
    t.regex(answer, reason, request);
  }
  t.is(proxy.context.counters.failures['bad_request'], cases.length);
  t.deepEqual(proxy.inspector.texts, []);
});

test('a head that is too large is answered 431, one that never ends 408', async (t) => {
  const proxy = await startProxy(t, { headTimeoutMs: 100 });
  const large = await connect(t, proxy.port);
  large.write(`GET http://x.test/ HTTP/1.1\r\nX: ${'x'.repeat(10_000_000)}\r\n\r\n`);
  t.regex(await readAll(large), /^HTTP\/1\.1 431 [^]*max_head_bytes/);
  for (const beginning of ['', 'GET http://x.t']) {
    const slow = await connect(t, proxy.port);
    slow.write(beginning);
    t.regex(await readAll(slow), /^HTTP\/1\.1 408 /);
  }
  t.is(proxy.context.counters.failures['client_silent'], 2);
});

test('a connection on which nothing moves is closed', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t, { idleTimeoutMs: 100 });
  const client = await connect(t, proxy.port);
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  t.is(await readAll(client), OK);
});
