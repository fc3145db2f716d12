import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { messageSpans, readRpcMessage } from '../../../src/detect/fields/rpc-message.ts';

function read(text: string, ...item: (string | number)[]): Record<string, string> | undefined {
  const message = readRpcMessage(Buffer.from(text), item.length > 0 ? item : undefined);
  return message && (JSON.parse(JSON.stringify(message)) as Record<string, string>);
}

function spans(text: string): string[] {
  const bytes = Buffer.from(text);
  return messageSpans(bytes).map(({ from, to }) => bytes.toString('utf8', from, to));
}

const CALL = {
  method: 'tools/call',
  params: { name: 'get', arguments: { name: 'no', uri: 'no' } },
  jsonrpc: '2.0',
  id: 7,
};

test('the members of a message are read wherever they stand', (t) => {
  const call = { method: 'tools/call', name: 'get', id: '7' };
  t.deepEqual(read(JSON.stringify(CALL)), call);
  t.deepEqual(
    read('{"jsonrpc":"2.0","id":7,"params":{"arguments":{"x":[]},"name":"get"},"method":"tools/call"}'),
    call,
  );
  t.deepEqual(read('{"jsonrpc":"2.0","id":"a","method":"resources/read","params":{"uri":"file:///x"}}'), {
    id: '"a"',
    method: 'resources/read',
    uri: 'file:///x',
  });
  t.deepEqual(read('{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"version":"1","name":"git\\u0068ub"}}}'), {
    id: '0',
    server: 'github',
  });
});

test('1 and "1" are two identifiers, null and a long one are none', (t) => {
  t.is(read('{"jsonrpc":"2.0","id":1}')?.['id'], '1');
  t.is(read('{"jsonrpc":"2.0","id":"1"}')?.['id'], '"1"');
  t.is(read('{"jsonrpc":"2.0","id":null}')?.['id'], undefined);
  t.is(read(`{"jsonrpc":"2.0","id":"${'1'.repeat(100)}"}`)?.['id'], undefined);
});

test('of two members with one name the last counts', (t) => {
  t.is(read('{"jsonrpc":"2.0","id":1,"id":2}')?.['id'], '2');
  t.is(read('{"jsonrpc":"2.0","jsonrpc":"1.0","id":1}'), undefined);
});

test('what is not JSON-RPC 2.0 is none', (t) => {
  for (const text of [
    '{}',
    '[]',
    '"2.0"',
    '{"jsonrpc":2.0}',
    '{"jsonrpc":"2.0.0"}',
    '{"a":{"jsonrpc":"2.0"}}',
    '{"method":"a","params":{}}',
  ]) {
    t.is(read(text), undefined, text);
  }
});

test('a message that is cut off is known by its method and parameters', (t) => {
  const text = JSON.stringify(CALL);
  t.deepEqual(read(text.slice(0, text.indexOf('"no'))), { method: 'tools/call', name: 'get' });
  for (const other of [
    '{"method":"a/b","body":{"a":1',
    '{"method":"GET","params":{"a":1',
    '{"method":"a/b","params":{}}',
  ]) {
    t.is(read(other), undefined, other);
  }
});

test('an element of a list has a name, or else an address', (t) => {
  const list =
    '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"},{"annotations":{"name":"no"},"name":"b"},{"uri":"c"}]}}';
  t.deepEqual(
    [0, 1, 2, 3].map((index) => read(list, 'result', 'tools', index)?.['item']),
    ['a', 'b', 'c', undefined],
  );
  t.is(
    read('{"jsonrpc":"2.0","result":{"resources":[{"uri":"u","name":"n"}]}}', 'result', 'resources', 0)?.['item'],
    'n',
  );
  t.is(read(list)?.['item'], undefined);
});

test('a name that may be a credential is not kept', (t) => {
  t.is(read(`{"jsonrpc":"2.0","method":"ghp_${'aB3'.repeat(12)}"}`)?.['method'], '…');
  t.is(read(`{"jsonrpc":"2.0","method":"${'m'.repeat(200)}"}`)?.['method']?.length, 100);
});

test('messages are objects, alone, in a batch or one after the other', (t) => {
  t.deepEqual(spans('{"a":{"b":[{}]}}'), ['{"a":{"b":[{}]}}']);
  t.deepEqual(spans('[{"a":1}, 2, [{"no":1}],{"b":[]}]\n{"c":1}'), ['{"a":1}', '{"b":[]}', '{"c":1}']);
  t.deepEqual(spans('[{"a":1},{"b":"cut'), ['{"a":1}', '{"b":"cut']);
  t.deepEqual(spans('{"a":1} broken {"b":1}'), ['{"a":1}']);
  t.deepEqual(spans('hello'), []);
  t.is(messageSpans(Buffer.from('{}'.repeat(1000))).length, 64);
});

test('the messages of a batch are what JSON.parse finds', (t) => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 }), (batch) => {
      t.deepEqual(
        spans(JSON.stringify(batch)).map((text) => JSON.parse(text) as unknown),
        JSON.parse(JSON.stringify(batch)),
      );
    }),
  );
});
