import test from 'ava';
import type { Finding } from '../../src/model/finding.ts';
import { KeptText } from '../../src/service/kept-text.ts';
import { joinPath, noteMessage, placingIn } from '../../src/service/reading.ts';
import { FLOW, startInspection } from '../support/inspection-fixture.ts';

const found: Finding = {
  rule: 'a',
  type: 'EXFIL',
  offset: 0,
  length: 1,
  location: 'request.body',
  path: 'base64',
  snippet: '',
  fingerprint: '',
  severity: 'high',
  matchLength: 1,
};

function kept(text: string): KeptText {
  const one = new KeptText('beginning');
  one.push(Buffer.from(text));
  return one;
}

test('paths are joined where there are two', (t) => {
  t.is(joinPath('', ''), '');
  t.is(joinPath('gzip', ''), 'gzip');
  t.is(joinPath('', 'json'), 'json');
  t.is(joinPath('gzip', 'json'), 'gzip>json');
});

test('a finding is placed in its field, as far as the text is kept', (t) => {
  const { inspection } = startInspection();
  const subject = { flow: FLOW, direction: 'outbound', part: 'request.body' } as const;
  const place = placingIn(inspection, subject, 'gzip', 'application/json', kept('{"a":"b"}'));
  t.like(place({ ...found, offset: 6 }), { path: 'gzip>base64', field: 'a' });
  t.deepEqual(place({ ...found, offset: 600 }), { ...found, offset: 600, path: 'gzip>base64' });
  t.is(placingIn(inspection, subject, '', 'image/png', undefined)(found), found);
});

test('an answer is named by what was asked for', (t) => {
  const { inspection } = startInspection();
  const asked = { flow: FLOW, direction: 'outbound', part: 'request.body' } as const;
  noteMessage(inspection, asked, kept('{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read"}}'));
  const answer = '{"jsonrpc":"2.0","id":7,"result":{"content":[{"text":"x"}]}}';
  const subject = { flow: FLOW, direction: 'inbound', part: 'response.body' } as const;
  const place = placingIn(inspection, subject, '', 'application/json', kept(answer));
  t.like(place({ ...found, offset: answer.indexOf('"x"') + 1 }), { field: 'tools/call read result.content[0].text' });
});
