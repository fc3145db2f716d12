import type { lookup, LookupAddress, LookupOptions } from 'node:dns';
import test from 'ava';
import { Resolver } from '../../src/proxy/resolver.ts';

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

const ADDRESSES: LookupAddress[] = [
  { address: '192.0.2.1', family: 4 },
  { address: '2001:db8::1', family: 6 },
];

/** A resolver whose clock and whose system are in the test's hands. */
function windUp() {
  const clock = { now: 0 };
  const asked: { host: string; options: LookupOptions; answer: Answer }[] = [];
  const ask = ((host: string, options: LookupOptions, answer: Answer) => {
    asked.push({ host, options, answer });
  }) as unknown as typeof lookup;
  const resolver = new Resolver(() => clock.now, ask);
  const resolve = (host: string, options: LookupOptions = { all: true }): Promise<unknown> =>
    new Promise((settle, reject) => {
      resolver.lookup(host, options, (error, address) => (error ? reject(error) : settle(address)));
    });
  return { clock, asked, resolve };
}

test('questions for one name at a time are asked once, and the answer is kept for five seconds', async (t) => {
  const { clock, asked, resolve } = windUp();
  const both = Promise.all([resolve('a.test'), resolve('a.test')]);
  t.is(asked.length, 1);
  t.is(asked[0]?.options.all, true);
  asked[0]?.answer(null, ADDRESSES);
  t.deepEqual(await both, [ADDRESSES, ADDRESSES]);
  clock.now = 4999;
  t.deepEqual(await resolve('a.test'), ADDRESSES);
  t.is(asked.length, 1);
  clock.now = 5000;
  void resolve('a.test');
  t.is(asked.length, 2);
});

test('whoever wants one address gets the first', async (t) => {
  const { asked, resolve } = windUp();
  const one = resolve('a.test', {});
  asked[0]?.answer(null, ADDRESSES);
  t.is(await one, '192.0.2.1');
});

test('another family is another question', (t) => {
  const { asked, resolve } = windUp();
  void resolve('a.test', { family: 4, all: true });
  void resolve('a.test', { family: 6, all: true });
  t.deepEqual(
    asked.map(({ options }) => options.family),
    [4, 6],
  );
});

test('a failure reaches everyone who asked, and is not remembered', async (t) => {
  const { asked, resolve } = windUp();
  const both = Promise.allSettled([resolve('a.test'), resolve('a.test')]);
  asked[0]?.answer(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
  t.deepEqual(
    (await both).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  void resolve('a.test');
  t.is(asked.length, 2);
});

test('an answer without an address is a failure', async (t) => {
  const { asked, resolve } = windUp();
  const empty = resolve('a.test');
  asked[0]?.answer(null, []);
  await t.throwsAsync(empty, { message: 'no address for a.test' });
});

test('what one caller does to its answer is not seen by another', async (t) => {
  const { asked, resolve } = windUp();
  const first = resolve('a.test');
  asked[0]?.answer(null, [...ADDRESSES]);
  ((await first) as LookupAddress[]).length = 0;
  t.deepEqual(await resolve('a.test'), ADDRESSES);
});

test('a thousand names are remembered, the oldest is forgotten first', async (t) => {
  const { asked, resolve } = windUp();
  for (let index = 0; index <= 1000; index += 1) {
    void resolve(`h${index}.test`);
    asked[index]?.answer(null, ADDRESSES);
  }
  await resolve('h1.test');
  t.is(asked.length, 1001);
  void resolve('h0.test');
  t.is(asked.length, 1002);
});
