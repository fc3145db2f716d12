import test from 'ava';
import { FieldScan, INCOMPLETE, MALFORMED } from '../../../src/wire/http1/field-scan.ts';
import type { FieldWatcher } from '../../../src/wire/http1/field-scan.ts';
import { bytesOf } from '../../support/http1-drive.ts';

function recordingWatcher(): FieldWatcher & { readonly noticed: string[] } {
  const noticed: string[] = [];
  return {
    noticed,
    notice(field, bytes, base, from, to) {
      noticed.push(`${field}@${from - base}=${bytes.toString('latin1', from, to)}`);
      return field === 'expect' ? 'refused by the watcher' : '';
    },
  };
}

const refused: readonly (readonly [what: string, text: string, detail: string])[] = [
  ['a folded line', 'a: b\r\n c\r\n\r\n', 'a folded or indented field line'],
  ['a tab-folded line', 'a: b\r\n\tc\r\n\r\n', 'a folded or indented field line'],
  ['space before the colon', 'a : b\r\n\r\n', 'whitespace in a field name or before its colon'],
  ['space in a name', 'a b: c\r\n\r\n', 'whitespace in a field name or before its colon'],
  ['an empty name', ': b\r\n\r\n', 'an empty field name'],
  ['a line without a colon', 'abc\r\n\r\n', 'a field line without a colon'],
  ['a parenthesis in a name', 'a(b: c\r\n\r\n', 'a forbidden character in a field name'],
  ['obs-text in a name', '\xe4: c\r\n\r\n', 'a forbidden character in a field name'],
  ['NUL in a name', 'a\0: c\r\n\r\n', 'a forbidden character in a field name'],
  ['a bare LF behind a value', 'a: b\n\r\n', 'a line ends in a bare LF'],
  ['a bare LF as the blank line', 'a: b\r\n\n', 'a line ends in a bare LF'],
  ['a bare LF behind a name', 'a\n', 'a line ends in a bare LF'],
  ['a bare CR in a value', 'a: b\rc\r\n\r\n', 'a CR without its LF'],
  ['two CRs', 'a: b\r\r\n\r\n', 'a CR without its LF'],
  ['a bare CR as the blank line', 'a: b\r\n\rx', 'a CR without its LF'],
  ['NUL in a value', 'a: \0\r\n\r\n', 'a control character in a line'],
  ['a vertical tab in a value', 'Transfer-Encoding: \x0bchunked\r\n\r\n', 'a control character in a line'],
  ['DEL in a value', 'a: \x7f\r\n\r\n', 'a control character in a line'],
  ['what the watcher refuses', 'Expect: x\r\n\r\n', 'refused by the watcher'],
];

for (const [what, text, detail] of refused) {
  test(`refused: ${what}`, (t) => {
    const scan = new FieldScan(recordingWatcher());
    scan.reset();
    t.is(scan.scan(bytesOf(text), 0, text.length), MALFORMED);
    t.is(scan.detail, detail);
  });
}

test('framing fields are noticed in any letter case, stripped, and nothing else is', (t) => {
  const watcher = recordingWatcher();
  const scan = new FieldScan(watcher);
  const text =
    'zzHoSt:a\r\nHosts: b\r\nX-Upgrade: c\r\nUPGRADE: \t d \t\r\nconnection:\r\nContent-Length: 1\r\nContent-Lengthy: 2\r\n' +
    'Content-Encoding: \xe4 x\r\ntransfer-ENCODING: chunked\r\n\r\nHost: not ours';
  scan.reset();
  t.is(scan.scan(bytesOf(text), 2, text.length), text.length - 'Host: not ours'.length);
  t.deepEqual(watcher.noticed, [
    'host@5=a',
    'upgrade@43=d',
    'connection@59=',
    'content-length@77=1',
    'content-encoding@118=\xe4 x',
    'transfer-encoding@142=chunked',
  ]);
});

test('a section goes on at its first unfinished line, wherever its bytes are by then', (t) => {
  const watcher = recordingWatcher();
  const scan = new FieldScan(watcher);
  const text = 'Host: a\r\nHost: b\r\n\r\n';
  scan.reset();
  for (let length = 0; length < text.length; length += 1) {
    t.is(scan.scan(bytesOf(`${'.'.repeat(length)}${text}`), length, length + length), INCOMPLETE);
  }
  t.is(scan.scan(bytesOf(text), 0, text.length), text.length);
  t.deepEqual(watcher.noticed, ['host@6=a', 'host@15=b']);
});
