import { Buffer } from 'node:buffer';
import test from 'ava';
import { MAX_REQUESTS, RpcMemory } from '../../../src/detect/fields/rpc-memory.ts';
import type { Direction } from '../../../src/model/flow.ts';

const DEST = 'mcp.test:443';

function noted(memory: RpcMemory, scope: object, direction: Direction, message: unknown, dest = DEST): void {
  memory.note({ scope, dest }, direction, Buffer.from(JSON.stringify(message)));
}

function call(name: string, id: unknown): unknown {
  return { method: 'tools/call', params: { name }, jsonrpc: '2.0', id };
}

function initialized(name: string): unknown {
  return { jsonrpc: '2.0', id: 0, result: { serverInfo: { name } } };
}

test('an answer finds its request on its own connection first, then by destination', (t) => {
  const memory = new RpcMemory();
  const [a, b, c] = [{}, {}, {}];
  noted(memory, a, 'outbound', call('one', 1));
  noted(memory, b, 'outbound', call('two', 1));
  const targetOn = (scope: object, dest = DEST): string | undefined =>
    memory.requestOf({ scope, dest }, 'inbound', '1')?.target;
  t.deepEqual([targetOn(a), targetOn(b), targetOn(c), targetOn(c, 'other:1')], ['one', 'two', 'two', undefined]);
});

test('requests of either side and identifiers of either kind are kept apart', (t) => {
  const memory = new RpcMemory();
  const scope = {};
  noted(memory, scope, 'outbound', call('number', 1));
  noted(memory, scope, 'outbound', call('text', '1'));
  noted(memory, scope, 'inbound', { jsonrpc: '2.0', id: 1, method: 'sampling/createMessage', params: { name: 'no' } });
  const parties = { scope, dest: DEST };
  t.deepEqual(memory.requestOf(parties, 'inbound', '1'), { method: 'tools/call', target: 'number' });
  t.deepEqual(memory.requestOf(parties, 'inbound', '"1"'), { method: 'tools/call', target: 'text' });
  t.deepEqual(memory.requestOf(parties, 'outbound', '1'), { method: 'sampling/createMessage', target: undefined });
});

test('batches and lines are noted, notifications and other texts are not', (t) => {
  const memory = new RpcMemory();
  const scope = {};
  const parties = { scope, dest: DEST };
  noted(memory, scope, 'outbound', [call('a', 1), { jsonrpc: '2.0', method: 'no/id' }, call('b', 2)]);
  memory.note(parties, 'outbound', Buffer.from(`${JSON.stringify(call('c', 3))}\n${JSON.stringify(call('d', 4))}\n`));
  noted(memory, scope, 'outbound', { id: 5, method: 'GET' });
  memory.note(parties, 'outbound', Buffer.from('not even "jsonrpc" JSON'));
  t.deepEqual(
    ['1', '2', '3', '4', '5'].map((id) => memory.requestOf(parties, 'inbound', id)?.target),
    ['a', 'b', 'c', 'd', undefined],
  );
});

test('a server is known by the name it gave, unless several gave one', (t) => {
  const memory = new RpcMemory();
  const [a, b, c] = [{}, {}, {}];
  noted(memory, a, 'inbound', initialized('github'));
  noted(memory, a, 'inbound', initialized('github'));
  const serverOf = (scope: object): string | undefined => memory.serverOf({ scope, dest: DEST });
  t.deepEqual([serverOf(a), serverOf(c)], ['github', 'github']);
  noted(memory, b, 'inbound', initialized('slack'));
  t.deepEqual([serverOf(a), serverOf(b), serverOf(c)], ['github', 'slack', undefined]);
  noted(memory, b, 'inbound', initialized('github'));
  t.is(serverOf(b), undefined);
});

test('what was used longest ago is forgotten first', (t) => {
  const memory = new RpcMemory();
  const parties = { scope: {}, dest: DEST };
  const isKnown = (id: number): boolean => memory.requestOf(parties, 'inbound', `${id}`) !== undefined;
  for (let id = 0; id < MAX_REQUESTS; id += 1) noted(memory, parties.scope, 'outbound', call('a', id));
  t.true(isKnown(0));
  noted(memory, parties.scope, 'outbound', call('a', MAX_REQUESTS));
  noted(memory, parties.scope, 'outbound', call('a', MAX_REQUESTS + 1));
  noted(memory, {}, 'outbound', call('a', 'x'), 'other:1');
  t.true(isKnown(0));
  t.true(isKnown(MAX_REQUESTS + 1));
  t.false([1, 2, 3].some((id) => memory.requestOf({ scope: parties.scope, dest: 'other:1' }, 'inbound', `${id}`)));
});

test('resources are about an address', (t) => {
  const memory = new RpcMemory();
  const scope = {};
  noted(memory, scope, 'outbound', { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///a' } });
  noted(memory, scope, 'outbound', { jsonrpc: '2.0', id: 2, method: 'tools/list', params: { uri: 'no', name: 'no' } });
  t.is(memory.requestOf({ scope, dest: DEST }, 'inbound', '1')?.target, 'file:///a');
  t.is(memory.requestOf({ scope, dest: DEST }, 'inbound', '2')?.target, undefined);
});
