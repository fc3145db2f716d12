import { once } from 'node:events';
import net from 'node:net';
import test from 'ava';
import { Acceptor, ListenRefused } from '../../src/proxy/acceptor.ts';
import { connect, readAll, startProxy, until } from '../support/proxy-fixture.ts';

test('a connection beyond max_connections is told so, and one that ends makes room', async (t) => {
  const proxy = await startProxy(t, { maxConnections: 1 });
  const first = await connect(t, proxy.port);
  await until(t, 'the first is in', () => proxy.context.counters.open === 1);
  const second = await connect(t, proxy.port);
  t.regex(await readAll(second), /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*max_connections/);
  t.is(proxy.context.counters.failures['too_many_connections'], 1);
  t.is(proxy.context.counters.open, 1);
  first.destroy();
  await until(t, 'there is room', () => proxy.context.counters.open === 0);
  await connect(t, proxy.port);
  await until(t, 'the third is in', () => proxy.context.counters.open === 1);
  t.is(proxy.context.counters.connections, 3);
});

test('an address that cannot be had is refused with the port that was asked for', async (t) => {
  const { context, port } = await startProxy(t);
  const acceptor = new Acceptor(context);
  const busy = await t.throwsAsync(
    acceptor.listen('127.0.0.1', port, () => undefined),
    { instanceOf: ListenRefused },
  );
  t.is(busy?.code, 'port_busy');
  t.is(busy?.port, port);
  const foreign = await t.throwsAsync(
    acceptor.listen('192.0.2.1', 0, () => undefined),
    { instanceOf: ListenRefused },
  );
  t.is(foreign?.code, 'port_forbidden');
  await acceptor.drain(0);
});

test('the listening address is one of our own', async (t) => {
  const { context, port } = await startProxy(t);
  t.true(context.ownAddresses.includes('127.0.0.1', port));
});

test('a drain accepts no more and cuts what does not end in time', async (t) => {
  const { acceptor, context } = await startProxy(t);
  const own = new Acceptor(context);
  let accepted = 0;
  const { port } = await own.listen('127.0.0.1', 0, () => (accepted += 1));
  const client = await connect(t, port);
  await until(t, 'it is accepted', () => accepted === 1);
  const drained = own.drain(50);
  const late = net.connect(port, '127.0.0.1');
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  t.is(error.code, 'ECONNREFUSED');
  client.resume();
  await once(client, 'end');
  await drained;
  t.is(accepted, 1);
  await acceptor.drain(0);
});
