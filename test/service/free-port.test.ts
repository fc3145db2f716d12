import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'ava';
import { chooseFreePorts } from '../../src/service/free-port.ts';

test('the ports are different and free', async (t) => {
  const ports = await chooseFreePorts('127.0.0.1', 3);
  t.is(new Set(ports).size, 3);
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
  }
});

test('an address of another machine throws', async (t) => {
  await t.throwsAsync(chooseFreePorts('192.0.2.1', 2), { code: 'EADDRNOTAVAIL' });
});
