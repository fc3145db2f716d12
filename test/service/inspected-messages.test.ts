import test from 'ava';
import { InspectedMessages } from '../../src/service/inspected-messages.ts';
import { RecordingInspector } from '../support/recording-inspector.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443' } as const;

test('each message is a text of its own, a control frame too', (t) => {
  const inspector = new RecordingInspector();
  const messages = new InspectedMessages(inspector, FLOW, 'inbound');
  messages.write(Buffer.from('on'), false);
  messages.control(Buffer.from('ping'));
  messages.write(Buffer.from('e'), false);
  messages.endMessage(false);
  messages.write(Buffer.from('two'), false);
  messages.end();
  t.deepEqual(inspector.of('ws.message'), ['one', 'ping', 'two']);
  t.true(inspector.texts.every(({ isEnded }) => isEnded));
});
