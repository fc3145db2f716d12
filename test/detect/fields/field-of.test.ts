import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { type FieldText, MAX_FIELD, fieldOf } from '../../../src/detect/fields/field-of.ts';
import { RpcMemory } from '../../../src/detect/fields/rpc-memory.ts';

function textOf(contentType: string, text: string, more: Partial<FieldText> = {}): FieldText {
  return {
    contentType,
    text: Buffer.from(text),
    isStart: true,
    scope: {},
    dest: 'a.test:443',
    direction: 'outbound',
    memory: new RpcMemory(),
    ...more,
  };
}

function fieldAt(contentType: string, text: string, needle: string, more?: Partial<FieldText>): string | undefined {
  const query = textOf(contentType, text, more);
  return fieldOf({ ...query, offset: Buffer.from(query.text).indexOf(needle) });
}

const JSON_TEXT = '{"messages":[{"content":"X"}]}';
const DELTA = 'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"X"}}\n\n';
const CALL = '{"method":"tools/call","params":{"name":"get","arguments":{"q":"X"}},"jsonrpc":"2.0","id":1}';
const ANSWER = '{"result":{"content":[{"text":"Y"}]},"jsonrpc":"2.0","id":1}';
const PARTS = `--b\r\nContent-Disposition: form-data; name="meta"\r\n\r\n${JSON_TEXT}\r\n--b--\r\n`;
const PAYLOAD = `payload=${encodeURIComponent(JSON_TEXT)}`;

const FIELDS: readonly (readonly [type: string, text: string, field: string | undefined, fieldInTheMidst?: string])[] =
  [
    ['application/json', JSON_TEXT, 'messages[0].content'],
    ['Application/JSON; charset=utf-8', JSON_TEXT, 'messages[0].content'],
    ['application/vnd.api+json', JSON_TEXT, 'messages[0].content'],
    ['', JSON_TEXT, 'messages[0].content'],
    ['text/plain', `\n  ${JSON_TEXT}`, 'messages[0].content'],
    ['application/json', CALL, 'tools/call get arguments.q'],
    ['application/json', '"X"', undefined],
    ['application/json', 'X', undefined],
    ['text/html', JSON_TEXT, undefined],
    ['', 'plain X', undefined],
    ['application/x-ndjson', `broken\n{"message":{"content":"X"}}\n`, 'message.content', 'message.content'],
    ['text/event-stream', DELTA, 'delta.text'],
    ['text/event-stream; charset=utf-8', `rest"}\n\n${DELTA}`, 'delta.text', 'delta.text'],
    ['', DELTA, 'delta.text'],
    ['text/event-stream', `data: ${CALL}\n\n`, 'tools/call get arguments.q'],
    ['text/event-stream', 'data: plain X\n\n', undefined],
    ['application/x-www-form-urlencoded', 'a=b&prompt=hello+X', 'prompt', 'prompt'],
    ['application/x-www-form-urlencoded', PAYLOAD, 'payload → messages[0].content'],
    ['application/x-www-form-urlencoded', 'n=1&q=5X', 'q', 'q'],
    ['application/x-www-form-urlencoded', JSON_TEXT, 'messages[0].content'],
    ['application/x-www-form-urlencoded', 'any text, X', undefined],
    ['application/x-www-form-urlencoded', 'data:=X', 'data:'],
    ['multipart/form-data; boundary=b', PARTS, 'meta → messages[0].content', 'meta → messages[0].content'],
    ['multipart/form-data', PARTS, 'meta → messages[0].content'],
  ];

for (const [type, text, field, fieldInTheMidst] of FIELDS) {
  test(`${type || 'no type'}: ${JSON.stringify(text.slice(0, 40))} has ${field}`, (t) => {
    t.is(fieldAt(type, text, 'X'), field);
    t.is(fieldAt(type, text, 'X', { isStart: false }), fieldInTheMidst);
  });
}

test('an answer in an event stream names the call that was noted', (t) => {
  const shared = { scope: {}, memory: new RpcMemory() };
  shared.memory.note({ ...shared, dest: 'a.test:443' }, 'outbound', Buffer.from(CALL));
  const answer = textOf('text/event-stream', `event: message\ndata: ${ANSWER}\n\n`, {
    ...shared,
    direction: 'inbound',
  });
  t.is(fieldOf({ ...answer, offset: Buffer.from(answer.text).indexOf('Y') }), 'tools/call get result.content[0].text');
});

test('whatever it is, a field is one short line without a key', (t) => {
  const long = 'n'.repeat(60);
  const name = fc.constantFrom(
    'a',
    'x-y',
    long,
    `ghp_${'aB3'.repeat(12)}`,
    'Bearer abcDEF123456abcDEF123456',
    '\n',
    '\u202e',
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 6 },
      fc.constant('value'),
      fc.dictionary(name, tie('json'), { maxKeys: 3 }),
      fc.array(tie('json'), { maxLength: 2 }),
    ),
  }));
  const type = fc.constantFrom(
    '',
    'application/json',
    'text/event-stream',
    'application/x-www-form-urlencoded',
    'multipart/x; boundary=b',
  );
  const envelope = fc.constantFrom(
    '',
    'data: ',
    'a=',
    '--b\nContent-Disposition: x; name="\n\n',
    '{"jsonrpc":"2.0","method":"tools/call","params":',
  );
  fc.assert(
    fc.property(json, type, envelope, fc.boolean(), (value, contentType, start, isStart) => {
      const query = textOf(contentType, start + JSON.stringify(value), { isStart });
      for (let offset = -1; offset <= query.text.length; offset += 1) {
        const field = fieldOf({ ...query, offset }) ?? '-';
        t.true(field.length > 0 && field.length <= MAX_FIELD);
        t.notRegex(field, /aB3aB3|abcDEF|[\n\u202e]/);
      }
    }),
    { numRuns: 200 },
  );
});
