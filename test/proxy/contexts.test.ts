import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import tls from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { ContextCache, type ContextCacheOptions } from '../../src/proxy/contexts.ts';
import { checkUpstreamIdentity } from '../../src/proxy/upstream-trust.ts';
import { ecAuthority, leafKey, mintFor, now } from '../support/cert-fixtures.ts';

const DAY_MS = 86_400_000;
const LONG_HOST = `${'a'.repeat(40)}.${'b'.repeat(24)}.test`;

/** A cache that notes every mint, with a clock turned by hand. */
function newCache(options: Partial<ContextCacheOptions> = {}) {
  const minted: string[] = [];
  const clock = { ms: now.getTime() };
  const cache = new ContextCache({
    mint: async (host) => {
      minted.push(host);
      return mintFor(host, new Date(clock.ms));
    },
    leafKeyPem: leafKey.keyPem,
    max: 100,
    now: () => clock.ms,
    ...options,
  });
  return { cache, minted, clock };
}

/** A server on loopback that takes its context from a cache, as the relay does. */
async function serve(t: ExecutionContext, cache: ContextCache, host: string, address = '127.0.0.1'): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    void cache.forHost(host).then((secureContext) => {
      const secure = new tls.TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => {});
      secure.once('data', (bytes) => secure.end(bytes));
    });
  });
  t.teardown(() => server.close());
  server.listen(0, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Shakes hands, says something, waits for the echo; returns the session and whether it was a resumed one. */
async function converse(options: tls.ConnectionOptions): Promise<{ reused: boolean; session: Buffer | undefined }> {
  const socket = tls.connect({ ca: ecAuthority.certPem, checkServerIdentity: checkUpstreamIdentity, ...options });
  let session: Buffer | undefined;
  socket.on('session', (ticket) => {
    session = ticket;
  });
  await once(socket, 'secureConnect');
  const reused = socket.isSessionReused();
  socket.write('hello');
  await once(socket, 'data');
  socket.destroy();
  return { reused, session };
}

for (const host of ['api.example.test', LONG_HOST]) {
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`a client that trusts the CA talks ${maxVersion} to a name of ${host.length} characters`, async (t) => {
      const port = await serve(t, newCache().cache, host);
      await t.notThrowsAsync(converse({ port, host: '127.0.0.1', servername: host, maxVersion }));
    });
  }
}

test('a client that trusts the CA reaches IP literals', async (t) => {
  const loopback = Object.values(networkInterfaces()).flat();
  for (const address of ['127.0.0.1', '::1']) {
    if (!loopback.some((one) => one?.address === address)) continue;
    const port = await serve(t, newCache().cache, address, address);
    await t.notThrowsAsync(converse({ port, host: address }));
  }
});

test('a client refuses the certificate of another host', async (t) => {
  const port = await serve(t, newCache().cache, 'other.test');
  await t.throwsAsync(converse({ port, host: '127.0.0.1', servername: 'api.example.test' }), {
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('many calls for one host are one mint', async (t) => {
  const { cache, minted } = newCache();
  const contexts = await Promise.all(Array.from({ length: 60 }, () => cache.forHost('a.test')));
  t.deepEqual(minted, ['a.test']);
  t.is(new Set(contexts).size, 1);
  t.true(cache.peek('a.test') === (await cache.forHost('a.test')));
  t.is(minted.length, 1);
});

test('60 hosts at once all succeed', async (t) => {
  const { cache, minted } = newCache();
  const hosts = Array.from({ length: 60 }, (_, i) => `host-${i}.test`);
  const contexts = await Promise.all(hosts.map((host) => cache.forHost(host)));
  t.is(new Set(contexts).size, 60);
  t.deepEqual(minted, hosts);
  t.is(cache.size, 60);
});

test('the host that was used least recently is dropped', async (t) => {
  const { cache, minted } = newCache({ max: 2 });
  await cache.forHost('a.test');
  await cache.forHost('b.test');
  t.truthy(cache.peek('a.test'));
  await cache.forHost('c.test');
  t.is(cache.size, 2);
  t.is(cache.peek('b.test'), undefined);
  t.truthy(cache.peek('a.test'));
  t.truthy(cache.peek('c.test'));
  await cache.forHost('b.test');
  t.deepEqual(minted, ['a.test', 'b.test', 'c.test', 'b.test']);
});

test('a certificate is renewed weeks before it ends', async (t) => {
  const { cache, minted, clock } = newCache();
  const first = await cache.forHost('a.test');
  clock.ms += 50 * DAY_MS;
  t.is(cache.peek('a.test'), first);
  clock.ms += 10 * DAY_MS;
  t.is(cache.peek('a.test'), undefined);
  t.not(await cache.forHost('a.test'), first);
  t.is(minted.length, 2);
  t.is(cache.size, 1);
});

test('a failed mint goes to all who waited and is not remembered', async (t) => {
  let attempts = 0;
  const { cache } = newCache({
    mint: async (host) => {
      attempts += 1;
      if (attempts === 1) throw new Error('no mint today');
      return mintFor(host);
    },
  });
  const outcomes = await Promise.allSettled([cache.forHost('a.test'), cache.forHost('a.test')]);
  t.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.truthy(await cache.forHost('a.test'));
  t.is(attempts, 2);
});

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a ${maxVersion} session of one handler is resumed by another that shares its ticket keys`, async (t) => {
    const ticketKeys = Buffer.alloc(48, 7);
    const options = { host: '127.0.0.1', servername: 'a.test', maxVersion };
    const first = await converse({ ...options, port: await serve(t, newCache({ ticketKeys }).cache, 'a.test') });
    t.false(first.reused);
    const session = first.session ?? Buffer.alloc(0);
    const other = await serve(t, newCache({ ticketKeys }).cache, 'a.test');
    t.true((await converse({ ...options, session, port: other })).reused);
    const stranger = await serve(t, newCache().cache, 'a.test');
    t.false((await converse({ ...options, session, port: stranger })).reused);
  });
}
