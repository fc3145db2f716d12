import { failureError, failureMessage, isFromHandler } from '../../src/service/ipc.ts';
import type { FromHandler } from '../../src/service/ipc.ts';
import { UserError } from '../../src/model/errors.ts';
import test from 'ava';

test('a mistake crosses processes whole', (t) => {
  const error = new UserError('port_busy', 'Port 1 is taken.', 'Choose another.');
  const message = JSON.parse(JSON.stringify(failureMessage(error, 1))) as Extract<FromHandler, { type: 'failed' }>;
  t.true(isFromHandler(message));
  t.is(message.port, 1);
  const back = failureError(message);
  t.deepEqual([back.code, back.message, back.hint], [error.code, error.message, error.hint]);
});

test('knows its own messages', (t) => {
  t.true(isFromHandler({ type: 'drained' }));
  for (const other of [undefined, null, 'drained', { type: 'start' }, { cmd: 'NODE_HANDLE' }, []]) {
    t.false(isFromHandler(other));
  }
});
