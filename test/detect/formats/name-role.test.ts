import test from 'ava';
import { flagSaysContinuing, roleOf, saysContinuing, type NameRole } from '../../../src/detect/formats/name-role.ts';

const NAMES: Readonly<Record<NameRole, readonly string[]>> = {
  text: [
    'text',
    'delta',
    'content',
    'arguments',
    'partial_json',
    'thinking',
    'reasoning',
    'response',
    'data',
    'message',
  ],
  index: ['index'],
  identity: ['output_index', 'contentBlockIndex', 'summary_index', 'item_id', 'itemId', 'toolCallId', 'message_id'],
  id: ['id'],
  kind: ['type', 'event', 'event_type', 'object', 'kind', 'method', 'sessionUpdate'],
  log: ['jsonrpc', 'level', 'severity', 'timestamp', 'progressToken'],
  flag: ['done', 'stop', 'append', 'partial', 'is_finished'],
  label: [
    'event_id',
    'uuid_id',
    'sessionId',
    'created_at',
    'role',
    'model',
    'signature',
    'obfuscation',
    'finish_reason',
  ],
  pruned: ['logprobs', 'usage', 'usageMetadata'],
};

for (const [role, names] of Object.entries(NAMES)) {
  test(`${role}: ${names.join(', ')}`, (t) => {
    for (const name of names) t.is(roleOf(name), role as NameRole, name);
  });
}

test('names and kinds that say that a text goes on', (t) => {
  for (const word of ['delta', 'content_block_delta', 'chat.completion.chunk', 'textDelta', 'candidates', 'choices']) {
    t.true(saysContinuing(word), word);
  }
  for (const word of ['message', 'text', 'notifications/progress', '']) t.false(saysContinuing(word), word);
});

test('flags that say so', (t) => {
  t.true(flagSaysContinuing('append', true));
  t.true(flagSaysContinuing('done', false));
  t.false(flagSaysContinuing('append', false));
  t.false(flagSaysContinuing('done', true));
  t.false(flagSaysContinuing('done', 'no'));
});
