import { once } from 'node:events';
import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { Life } from '../../src/proxy/life.ts';
import { abort, closeSoon, pipeRead, pipeSockets, type PipeTap } from '../../src/proxy/pipe.ts';
import { connect, readAll, startOrigin, startProxy, until } from '../support/proxy-fixture.ts';

/** Two connections: the far ends are the test's, the near ones are to be piped. */
async function twoConnections(t: ExecutionContext) {
  const { context } = await startProxy(t);
  const pair = async (): Promise<[near: Socket, far: Socket]> => {
    let near: Socket | undefined;
    const port = await startOrigin(t, (socket) => (near = socket.pause()));
    const far = await connect(t, port);
    await until(t, 'it is accepted', () => near !== undefined);
    if (!near) throw new Error('not accepted');
    return [near, far];
  };
  const [client, agent] = await pair();
  const [upstream, origin] = await pair();
  return { context, client, agent, upstream, origin, life: new Life(client) };
}

test('bytes, then ends, go over in each direction by itself', async (t) => {
  const { context, client, agent, upstream, origin, life } = await twoConnections(t);
  const fed: string[] = [];
  const tap = (name: string): PipeTap => ({
    feed: (chunk) => fed.push(`${name} ${chunk.toString()}`),
    end: () => fed.push(`${name} end`),
  });
  pipeSockets(context, life, client, upstream, { outbound: tap('out'), inbound: tap('in') });
  agent.end('question');
  t.is(await readAll(origin), 'question');
  origin.end('answer');
  t.is(await readAll(agent), 'answer');
  await until(t, 'both are closed', () => client.closed && upstream.closed);
  t.deepEqual(fed.slice(0, 4), ['out question', 'out end', 'in answer', 'in end']);
});

test('what had ended or closed before is not waited for', async (t) => {
  const ended = await twoConnections(t);
  ended.agent.end();
  ended.client.resume();
  await once(ended.client, 'end');
  pipeSockets(ended.context, ended.life, ended.client, ended.upstream);
  t.is(await readAll(ended.origin), '');

  const closed = await twoConnections(t);
  closed.upstream.destroy();
  await once(closed.upstream, 'close');
  pipeSockets(closed.context, closed.life, closed.client, closed.upstream);
  t.is(await readAll(closed.agent), '');
});

test('a reset goes over as a reset, a drain cuts both', async (t) => {
  const reset = await twoConnections(t);
  pipeSockets(reset.context, reset.life, reset.client, reset.upstream);
  let code: string | undefined;
  reset.origin.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
  reset.origin.resume();
  reset.agent.resetAndDestroy();
  await until(t, 'the reset arrives', () => code === 'ECONNRESET');

  const drained = await twoConnections(t);
  pipeSockets(drained.context, drained.life, drained.client, drained.upstream);
  drained.life.drain();
  t.is((await readAll(drained.agent)) + (await readAll(drained.origin)), '');
});

test('one side that does not read stops the other', async (t) => {
  const { context, client, agent, upstream, origin, life } = await twoConnections(t);
  pipeSockets(context, life, client, upstream);
  const total = 64 * 1024 * 1024;
  agent.write(Buffer.alloc(total));
  agent.end();
  let before = -1;
  await until(t, 'it stands still', () => {
    const isStill = context.counters.bytes === before && before > 0;
    before = context.counters.bytes;
    return isStill;
  });
  t.true(before < total / 2, `${before} bytes were read`);
  t.is((await readAll(origin)).length, total);
});

test('a socket that is closed soon says its last words, one that does not get on is cut', async (t) => {
  const { client, agent, context } = await twoConnections(t);
  client.write(Buffer.alloc(4 * 1024 * 1024));
  closeSoon(context, client);
  t.is((await readAll(agent)).length, 4 * 1024 * 1024);

  const stuck = await twoConnections(t);
  const impatient = { ...stuck.context, settings: { ...stuck.context.settings, idleTimeoutMs: 50 } };
  stuck.client.write(Buffer.alloc(64 * 1024 * 1024));
  closeSoon(impatient, stuck.client);
  t.false(stuck.client.closed);
  await until(t, 'it is cut', () => stuck.client.closed);
});

test('an abort while the end is on its way closes the socket all the same', async (t) => {
  const { client } = await twoConnections(t);
  let isClosed = false;
  client.on('close', () => (isClosed = true));
  client.end();
  abort(client);
  await until(t, 'it is closed', () => isClosed);
  t.true(isClosed);
});

test('an abort of what is gone is no error', async (t) => {
  const { client } = await twoConnections(t);
  abort(client);
  abort(client);
  await until(t, 'it is closed', () => client.closed);
  abort(client);
  t.pass();
});

test('what has been read already goes over first, past the taps', async (t) => {
  const { context, client, agent, upstream, origin, life } = await twoConnections(t);
  const fed: string[] = [];
  const tap: PipeTap = { feed: (chunk) => fed.push(chunk.toString()), end: () => undefined };
  const rest = { outbound: Buffer.from('out'), inbound: Buffer.from('in') };
  pipeRead(context, life, { client, upstream }, { outbound: tap, inbound: tap }, rest);
  agent.end('!');
  origin.end('?');
  t.is(await readAll(origin), 'out!');
  t.is(await readAll(agent), 'in?');
  t.deepEqual(fed.slice(0, 2), ['in', 'out']);
});

test('taps that can tell when nothing is under way are waited for', async (t) => {
  const { context, client, agent, upstream, origin, life } = await twoConnections(t);
  let isIdle = false;
  const tap: PipeTap = { feed: (chunk) => (isIdle = chunk.includes('end')), end: () => undefined };
  pipeSockets(context, life, client, upstream, { outbound: tap, inbound: tap, isIdle: () => isIdle });
  life.drain();
  origin.write('more, ');
  await until(t, 'it goes over', () => context.counters.bytes === 6);
  t.false(client.writableEnded);
  origin.write('the end');
  t.is(await readAll(agent), 'more, the end');
  agent.end('too late');
  t.is(await readAll(origin), '');

  const idle = await twoConnections(t);
  pipeSockets(idle.context, idle.life, idle.client, idle.upstream, { outbound: tap, inbound: tap, isIdle: () => true });
  idle.life.drain();
  t.is(await readAll(idle.agent), '');
});
