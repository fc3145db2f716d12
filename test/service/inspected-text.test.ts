import test from 'ava';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS } from '../../src/detect/rules/index.ts';
import { TextScanner } from '../../src/detect/scanner.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import type { Finding, ScanWindow } from '../../src/model/finding.ts';
import { InspectedText } from '../../src/service/inspected-text.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443' } as const;

function open() {
  const windows: ScanWindow[] = [];
  const waiting = new Set<InspectedText>();
  const scanner = new TextScanner(new Spotter(compileKernel, ANCHORS, []), 'request.body', 65_536);
  const text = new InspectedText(FLOW, 'outbound', scanner, {
    submit: (window) => windows.push(window),
    startWaiting: (one) => waiting.add(one),
    stopWaiting: (one) => waiting.delete(one),
  });
  return { text, windows, waiting };
}

function finding(rule: string, offset: number, path = '', fingerprint = ''): Finding {
  return {
    rule,
    offset,
    type: 'EXFIL',
    length: 1,
    location: 'request.body',
    path,
    snippet: '',
    fingerprint,
    severity: 'high',
    matchLength: 1,
  };
}

test('waits only while an anchor does', (t) => {
  const { text, windows, waiting } = open();
  text.write(Buffer.from('nothing'));
  t.is(waiting.size, 0);
  text.write(Buffer.from(' /etc/passwd '));
  t.true(waiting.has(text));
  text.write(Buffer.alloc(20_000));
  t.is(waiting.size, 0);
  t.is(windows.length, 1);
  text.write(Buffer.from('/etc/passwd'));
  text.flush();
  t.is(waiting.size, 0);
  t.is(windows.length, 2);
  text.write(Buffer.from(' '));
  t.true(waiting.has(text));
  text.end();
  t.is(waiting.size, 0);
  t.is(windows.length, 3);
});

test('after its end nothing happens any more', (t) => {
  const { text, windows } = open();
  text.write(Buffer.from('/etc/passwd'));
  text.end();
  text.end();
  text.write(Buffer.from('/etc/passwd'));
  text.flush();
  t.is(windows.length, 1);
});

test('remembers findings only once it was flushed, and not without limit', (t) => {
  const { text } = open();
  t.truthy(text.place(finding('a', 1)));
  t.truthy(text.place(finding('a', 1)));
  text.flush();
  t.truthy(text.place(finding('a', 1)));
  t.truthy(text.place(finding('a', 2)));
  t.truthy(text.place(finding('b', 1)));
  t.is(text.place(finding('a', 1)), undefined);
  for (let offset = 100; offset < 161; offset++) t.truthy(text.place(finding('a', offset)));
  t.is(text.place(finding('a', 1)), undefined);
  t.truthy(text.place(finding('a', 161)));
  t.truthy(text.place(finding('a', 162)));
  t.truthy(text.place(finding('a', 1)));
});

test('what stands in one compressed text is told apart by what it is', (t) => {
  const { text } = open();
  text.flush();
  t.truthy(text.place(finding('a', 1, 'base64.gzip', 'k1')));
  t.truthy(text.place(finding('a', 1, 'base64.gzip', 'k2')));
  t.is(text.place(finding('a', 1, 'base64.gzip', 'k1')), undefined);
  t.truthy(text.place(finding('a', 2, 'base64', 'k1')));
  t.is(text.place(finding('a', 2, 'base64', 'k2')), undefined);
});
