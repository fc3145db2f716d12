import { fork } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describePortHolder } from '../../src/service/port-holder.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { loopbackAddresses } from '../support/loopback.ts';
import { once } from 'node:events';
import test from 'ava';

// This file runs as dist/test/service/port-holder.test.js.
const SHARES_SOCKET = new URL('../support/shares-socket.js', import.meta.url);

for (const host of loopbackAddresses()) {
  test(`names who listens on ${host}`, async (t) => {
    const server = createServer().listen(0, host);
    t.teardown(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const known = process.platform === 'linux' ? `pid ${process.pid} \\(.+\\)` : 'another program';
    t.regex(describePortHolder(port), new RegExp(`^${known}$`));
  });
}

test('a port nobody visible holds', (t) => {
  t.is(describePortHolder(0), 'another program');
});

test('of processes that share the socket, the one that started the others is named, whatever their numbers', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const children = Array.from({ length: 3 }, () => fork(SHARES_SOCKET, { env: cleanEnv() }));
  t.teardown(() => children.forEach((child) => child.kill()));
  for (const child of children) {
    child.send('socket', server);
    t.deepEqual(await once(child, 'message'), ['shared', undefined]);
  }
  const known = process.platform === 'linux' ? `pid ${process.pid} \\(.+\\)` : 'another program';
  t.regex(describePortHolder(port), new RegExp(`^${known}$`));
});
