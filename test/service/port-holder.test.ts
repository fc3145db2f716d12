import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describePortHolder } from '../../src/service/port-holder.ts';
import { once } from 'node:events';
import test from 'ava';

const onLinux = process.platform === 'linux' ? test : test.skip;

for (const host of ['127.0.0.1', '::1']) {
  onLinux(`names who listens on ${host}`, async (t) => {
    const server = createServer().listen(0, host);
    t.teardown(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    t.regex(describePortHolder(port), new RegExp(`^pid ${process.pid} \\(.+\\)$`));
  });
}

test('a port nobody visible holds', (t) => {
  t.is(describePortHolder(0), 'another program');
});
