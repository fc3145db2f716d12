import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { describeRpc } from '../../../src/detect/fields/json-rpc.ts';
import { RpcMemory } from '../../../src/detect/fields/rpc-memory.ts';
import type { Direction } from '../../../src/model/flow.ts';

const DEST = 'mcp.test:443';

/** What both sides say on one connection, and how the place of a word in it reads. */
class Talk {
  readonly #memory = new RpcMemory();
  readonly #scope = {};

  says(direction: Direction, message: unknown): void {
    this.#memory.note({ scope: this.#scope, dest: DEST }, direction, Buffer.from(JSON.stringify(message)));
  }

  field(direction: Direction, message: unknown, needle: string): string | undefined {
    const text = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
    return describeRpc(text, text.indexOf(needle), { scope: this.#scope, dest: DEST, direction, memory: this.#memory });
  }
}

function call(name: string, id: unknown = 1): Record<string, unknown> {
  return {
    method: 'tools/call',
    params: { name, arguments: { body: 'BODY', deep: '{"x":["DEEP"]}' } },
    jsonrpc: '2.0',
    id,
  };
}

const INITIALIZED = {
  jsonrpc: '2.0',
  id: 0,
  result: { protocolVersion: '2025-06-18', serverInfo: { name: 'github', version: 'V' } },
};

test('a call names the tool, with its server once that is known', (t) => {
  const talk = new Talk();
  t.is(talk.field('outbound', call('create_issue'), 'BODY'), 'tools/call create_issue arguments.body');
  talk.says('inbound', INITIALIZED);
  t.is(talk.field('outbound', call('create_issue'), 'BODY'), 'tools/call github.create_issue arguments.body');
  t.is(talk.field('outbound', call('create_issue'), 'DEEP'), 'tools/call github.create_issue arguments.deep → x[0]');
  t.is(talk.field('outbound', call('create_issue'), 'tools/call'), 'tools/call github.create_issue method');
  t.is(
    talk.field('outbound', [call('a'), call('create_issue')], 'create_issue'),
    'tools/call github.create_issue name',
  );
});

test('an answer names what was asked', (t) => {
  const talk = new Talk();
  const answer = { result: { content: [{ type: 'text', text: 'TEXT' }] }, jsonrpc: '2.0', id: 1 };
  t.is(talk.field('inbound', answer, 'TEXT'), 'result.content[0].text');
  talk.says('inbound', INITIALIZED);
  talk.says('outbound', call('create_issue'));
  t.is(talk.field('inbound', answer, 'TEXT'), 'tools/call github.create_issue result.content[0].text');
  t.is(
    talk.field('inbound', { jsonrpc: '2.0', id: 1, error: { code: -32000, message: 'FAILED' } }, 'FAILED'),
    'tools/call github.create_issue error.message',
  );
  t.is(talk.field('outbound', answer, 'TEXT'), 'result.content[0].text');
});

test('a list names the element', (t) => {
  const talk = new Talk();
  const list = {
    jsonrpc: '2.0',
    id: 'l',
    result: { tools: [{ name: 'a' }, { description: 'LIST', name: 'get_weather' }], nextCursor: 'NEXT' },
  };
  t.is(talk.field('inbound', list, 'LIST'), 'get_weather result.tools[1].description');
  talk.says('outbound', { jsonrpc: '2.0', id: 'l', method: 'tools/list' });
  t.is(talk.field('inbound', list, 'LIST'), 'tools/list get_weather result.tools[1].description');
  t.is(talk.field('inbound', list, 'NEXT'), 'tools/list result.nextCursor');
});

test('prompts, resources and other methods', (t) => {
  const talk = new Talk();
  talk.says('inbound', INITIALIZED);
  const request = (method: string, params: unknown): unknown => ({ jsonrpc: '2.0', id: 1, method, params });
  t.is(
    talk.field('outbound', request('prompts/get', { name: 'p', arguments: { q: 'Q' } }), '"Q'),
    'prompts/get github.p arguments.q',
  );
  t.is(
    talk.field('outbound', request('resources/read', { uri: 'file:///a', x: 'X' }), 'X'),
    'resources/read file:///a x',
  );
  t.is(talk.field('outbound', request('eth_call', ['A', { to: 'TO' }]), 'TO'), 'eth_call [1].to');
  t.is(
    talk.field('inbound', { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'D' } }, '"D'),
    'notifications/message data',
  );
  t.is(talk.field('inbound', INITIALIZED, '"V"'), 'result.serverInfo.version');
});

test('names with blanks stand in quotes, and one like a credential is not shown', (t) => {
  const talk = new Talk();
  t.is(talk.field('outbound', call('my tool'), 'BODY'), 'tools/call "my tool" arguments.body');
  t.is(talk.field('outbound', call(''), 'BODY'), 'tools/call "" arguments.body');
  t.is(talk.field('outbound', call(`ghp_${'aB3'.repeat(12)}`), 'BODY'), 'tools/call … arguments.body');
  t.is(
    talk.field(
      'outbound',
      { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'postgres://u:hunter2hunter2@db', x: 'X' } },
      'X',
    ),
    'resources/read … x',
  );
});

test('a call cut off before it says that it is one', (t) => {
  const text = JSON.stringify(call('write_file'));
  t.is(
    new Talk().field('outbound', text.slice(0, text.indexOf('DEEP')), 'BODY'),
    'tools/call write_file arguments.body',
  );
});

test('other JSON and other texts are none', (t) => {
  const talk = new Talk();
  for (const text of [
    '{"a":"X"}',
    '{"jsonrpc":"1.0","method":"m","params":"X"}',
    '"jsonrpc" X',
    '[{"jsonrpc":"2.0"}, "X"]',
  ]) {
    t.is(talk.field('outbound', text, 'X'), undefined, text);
  }
});

test('no text throws, at no offset', (t) => {
  const piece = fc.constantFrom(
    '{"jsonrpc":"2.0"',
    ',"id":1',
    ',"method":"tools/call"',
    ',"params":{',
    '"name":"n"',
    '}',
    '[',
    ']',
    ',',
    '"',
    '\\',
    ',"result":{"tools":[{',
    '{}',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = Buffer.from(pieces.join(''));
      const memory = new RpcMemory();
      const parties = { scope: {}, dest: DEST };
      for (const direction of ['outbound', 'inbound'] as const) {
        memory.note(parties, direction, text);
        for (let at = -1; at <= text.length; at += 1) {
          const field = describeRpc(text, at, { ...parties, direction, memory });
          if (field !== undefined) t.true(field.length <= 600);
        }
      }
    }),
    { numRuns: 300 },
  );
});
