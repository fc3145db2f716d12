import test from 'ava';

import type { Inspector, MessageStream, TextStream } from '../../src/model/ports.ts';
import { GuardedInspector } from '../../src/service/guarded-inspector.ts';
import { FLOW } from '../support/inspection-fixture.ts';

const BYTES = Buffer.from('abc');

/** An inspector that notes what it is asked and throws at one call of that name. */
function guarded(failing = 'nothing') {
  const calls: string[] = [];
  const bugs: unknown[] = [];
  const call = (name: string): void => {
    calls.push(name);
    if (name === failing) throw new Error(`a bug in ${name}`);
  };
  const text: TextStream = { write: () => call('write'), end: () => call('end') };
  const messages: MessageStream = { ...text, endMessage: () => call('endMessage'), control: () => call('control') };
  const inspector: Inspector = {
    inspect: () => call('inspect'),
    open: () => (call('open'), text),
    openMessages: () => (call('openMessages'), messages),
    skip: (reason) => calls.push(reason),
  };
  return { guarded: new GuardedInspector(inspector, (error) => bugs.push(error)), calls, bugs };
}

function useAll(inspector: Inspector): void {
  inspector.inspect(FLOW, 'outbound', 'request.head', BYTES);
  const text = inspector.open(FLOW, 'outbound', 'request.body');
  text.write(BYTES);
  text.end();
  const messages = inspector.openMessages(FLOW, 'inbound');
  messages.write(BYTES, false);
  messages.control(BYTES);
  messages.endMessage(true);
  messages.end();
  inspector.skip('not_http');
}

const ALL = 'inspect open write end openMessages write control endMessage end not_http'.split(' ');

test('passes everything on', (t) => {
  const { guarded: inspector, calls, bugs } = guarded();
  useAll(inspector);
  t.deepEqual(calls, ALL);
  t.deepEqual(bugs, []);
});

for (const [failing, expected] of [
  ['inspect', 'inspect scan_failed open write end openMessages write control endMessage end not_http'],
  ['open', 'inspect open scan_failed openMessages write control endMessage end not_http'],
  ['write', 'inspect open write scan_failed openMessages write scan_failed not_http'],
  ['openMessages', 'inspect open write end openMessages scan_failed not_http'],
  ['control', 'inspect open write end openMessages write control scan_failed not_http'],
  ['endMessage', 'inspect open write end openMessages write control endMessage scan_failed not_http'],
] as const) {
  test(`a bug in ${failing} harms nobody, is told and counted, and ends the reading of its text`, (t) => {
    const { guarded: inspector, calls, bugs } = guarded(failing);
    t.notThrows(() => useAll(inspector));
    t.is(calls.join(' '), expected);
    t.true(bugs.length > 0);
    t.true(bugs.every((bug) => String(bug) === `Error: a bug in ${failing}`));
  });
}
