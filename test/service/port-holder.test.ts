import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describePortHolder } from '../../src/service/port-holder.ts';
import { loopbackAddresses } from '../support/loopback.ts';
import { once } from 'node:events';
import test from 'ava';

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
