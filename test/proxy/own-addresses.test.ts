import { networkInterfaces } from 'node:os';
import test from 'ava';
import { OwnAddresses, plainAddress } from '../../src/proxy/own-addresses.ts';

test('an IPv4-mapped address is the IPv4 address it carries', (t) => {
  t.is(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  t.is(plainAddress('::1'), '::1');
  t.is(plainAddress('::ffff:c000:201'), '::ffff:c000:201');
  t.is(plainAddress('192.0.2.1'), '192.0.2.1');
});

test('an address is our own when both the address and the port are', (t) => {
  const own = new OwnAddresses();
  own.add('127.0.0.1', 8888);
  t.true(own.includes('127.0.0.1', 8888));
  t.true(own.includes('::ffff:127.0.0.1', 8888));
  t.false(own.includes('127.0.0.1', 8889));
  t.false(own.includes('127.0.0.2', 8888));
  t.false(own.includes(undefined, 8888));
});

test('whoever listens everywhere is met at every address of the machine, and at no other', (t) => {
  for (const everywhere of ['0.0.0.0', '::', '::ffff:0.0.0.0']) {
    const own = new OwnAddresses();
    own.add(everywhere, 8888);
    const local = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? []);
    for (const address of [...local, '127.0.0.9', '::1']) t.true(own.includes(address, 8888), address);
    t.false(own.includes('192.0.2.1', 8888));
    t.false(own.includes('127.0.0.1', 80));
  }
});
