import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import type { ScanWindow } from '../../src/model/finding.ts';
import { ScanRefused } from '../../src/model/ports.ts';
import { createPools, type Pools, type PoolsOptions } from '../../src/proxy/pools.ts';
import { ecAuthority, leafKey } from '../support/cert-fixtures.ts';
import { sampleText, zstdSample } from '../support/zstd-samples.ts';

const SCAN_FIXTURE = new URL('../support/scan-fixture.js', import.meta.url);

/** Pools whose scan workers do what the window says. */
function newPools(t: ExecutionContext, options: Partial<PoolsOptions> = {}): { pools: Pools; heart: Int32Array } {
  const beats = new SharedArrayBuffer(8);
  const scanWorkerData = { maskSecrets: true, maxFindings: 1, fingerprintKey: '', beats };
  const pools = createPools({
    scanWorkerData,
    scanThreads: 2,
    queueMax: 100,
    scanTimeoutMs: 30_000,
    workerFiles: { scan: SCAN_FIXTURE },
    ...options,
  });
  t.teardown(() => pools.destroy());
  return { pools, heart: new Int32Array(beats) };
}

const windowOf = (bytes: Uint8Array): ScanWindow => ({
  bytes,
  base: 0,
  ownFrom: 0,
  ownTo: bytes.length,
  part: 'request.body',
});
const tell = (pools: Pools, text: string): Promise<number> =>
  pools.scan.scan(windowOf(new TextEncoder().encode(text))).then(({ omitted }) => omitted);
const release = (heart: Int32Array): void => {
  Atomics.store(heart, 1, 1);
  Atomics.notify(heart, 1);
};

/** The reason a scan was refused with. */
async function refusal(scan: Promise<unknown>): Promise<string> {
  const [outcome] = await Promise.allSettled([scan]);
  if (outcome.status === 'fulfilled') return 'not refused';
  return outcome.reason instanceof ScanRefused ? outcome.reason.reason : String(outcome.reason);
}

test('scans windows, however many there are at once', async (t) => {
  const { pools } = newPools(t);
  const lengths = await Promise.all(Array.from({ length: 50 }, (_, i) => tell(pools, 'x'.repeat(i))));
  t.deepEqual(lengths, [...Array(50).keys()]);
});

test('moves bytes that own their memory, copies all others', async (t) => {
  const { pools } = newPools(t);
  const own = new Uint8Array(70_000).fill(120);
  const pooled = Buffer.from('from the pool');
  const part = new Uint8Array(100).fill(120).subarray(10, 20);
  t.not(pooled.buffer.byteLength, pooled.byteLength);
  const reports = await Promise.all([own, pooled, part].map((bytes) => pools.scan.scan(windowOf(bytes))));
  t.deepEqual(
    reports.map(({ omitted }) => omitted),
    [70_000, 13, 10],
  );
  t.is(own.byteLength, 0);
  t.is(pooled.toString(), 'from the pool');
  t.is(part.byteLength, 10);
});

test('a worker that throws or exits costs its own window only', async (t) => {
  const { pools } = newPools(t, { scanThreads: 1 });
  const scans = ['a', 'throw', 'bb', 'exit', 'ccc'].map((text) => tell(pools, text));
  t.is(await scans[0], 1);
  t.is(await refusal(scans[1] as Promise<number>), 'scan_failed');
  t.is(await scans[2], 2);
  t.is(await refusal(scans[3] as Promise<number>), 'scan_failed');
  t.is(await scans[4], 3);
});

for (const command of ['spin', 'regex']) {
  test(`a scan that never ends is given up and its worker ended: ${command}`, async (t) => {
    const { pools, heart } = newPools(t, { scanThreads: 1, scanTimeoutMs: 1500 });
    t.is(await tell(pools, 'warm'), 4);
    const endless = tell(pools, command);
    const behind = ['a', 'bb', 'ccc'].map((text) => tell(pools, text));
    t.is(await refusal(endless), 'scan_timeout');
    t.deepEqual(await Promise.all(behind), [1, 2, 3]);
    if (command !== 'spin') return;
    t.true(Atomics.load(heart, 0) > 0);
    for (let before = -1; before !== Atomics.load(heart, 0); await sleep(100)) before = Atomics.load(heart, 0);
    t.pass('the heart has stopped');
  });
}

test('only the overdue one of several scans is given up', async (t) => {
  const { pools, heart } = newPools(t, { scanTimeoutMs: 2000 });
  await Promise.all([tell(pools, 'warm'), tell(pools, 'warm')]);
  const endless = refusal(tell(pools, 'spin'));
  await sleep(1000);
  const later = tell(pools, 'hold');
  t.is(await endless, 'scan_timeout');
  release(heart);
  t.is(await later, 4);
});

test('a full queue refuses at once and recovers', async (t) => {
  const { pools, heart } = newPools(t, { scanThreads: 1, queueMax: 2 });
  const accepted = [tell(pools, 'hold'), tell(pools, 'bb'), tell(pools, 'ccc')];
  t.is(await refusal(tell(pools, 'dddd')), 'queue_full');
  const kept = new Uint8Array(4);
  t.is(await refusal(pools.scan.scan(windowOf(kept))), 'queue_full');
  t.is(kept.byteLength, 4);
  release(heart);
  t.deepEqual(await Promise.all(accepted), [4, 2, 3]);
  t.is(await tell(pools, 'dddd'), 4);
});

test('drain waits for all that was accepted', async (t) => {
  const { pools, heart } = newPools(t, { scanThreads: 1 });
  await pools.drain();
  let done = 0;
  const scans = ['hold', 'b', 'c'].map((text) => tell(pools, text).finally(() => (done += 1)));
  const drained = pools.drain().then(() => done);
  release(heart);
  t.is(await drained, 3);
  await Promise.all(scans);
});

test('destroy refuses what is left, and all that comes', async (t) => {
  const { pools } = newPools(t, { scanThreads: 1 });
  const scans = ['spin', 'b'].map((text) => refusal(tell(pools, text)));
  await pools.destroy();
  t.deepEqual(await Promise.all(scans), ['stopped', 'stopped']);
  t.is(await refusal(tell(pools, 'c')), 'stopped');
  await pools.drain();
});

test('a worker file that cannot be loaded fails its scans and is reported', async (t) => {
  const faults: unknown[] = [];
  const { pools } = newPools(t, {
    workerFiles: { scan: new URL('none.js', import.meta.url) },
    onWorkerFault: (error) => faults.push(error),
  });
  for (const text of ['a', 'b', 'c', 'd']) t.is(await refusal(tell(pools, text)), 'scan_failed');
  t.true(faults.length > 0);
});

test('workers see nothing of the environment', async (t) => {
  const { pools } = newPools(t);
  t.is(await tell(pools, 'env'), 0);
});

test('mints for 60 hosts at once', async (t) => {
  const { pools } = newPools(t, { mintWorkerData: { authority: ecAuthority, publicKeyDer: leafKey.publicKeyDer } });
  void pools.start();
  const hosts = Array.from({ length: 60 }, (_, i) => `host-${i}.test`);
  const certs = await Promise.all(hosts.map((host) => pools.mint(host)));
  const ca = new X509Certificate(ecAuthority.certPem);
  for (const [i, pem] of certs.entries()) {
    const leaf = new X509Certificate(pem);
    t.is(leaf.checkHost(hosts[i] ?? ''), hosts[i]);
    t.true(leaf.verify(ca.publicKey));
  }
});

test('a host that cannot be minted is refused, the next one is minted', async (t) => {
  const { pools } = newPools(t, { mintWorkerData: { authority: ecAuthority, publicKeyDer: leafKey.publicKeyDer } });
  await t.throwsAsync(pools.mint('*.test'), { instanceOf: RangeError });
  t.regex(await pools.mint('a.test'), /BEGIN CERTIFICATE/);
});

test('without an authority there is no minting', async (t) => {
  await t.throwsAsync(newPools(t).pools.mint('a.test'), { message: 'closed' });
});

/** 31 bytes for which fzstd loops for ever: a table of Huffman weights in which no state takes a bit. */
const ENDLESS_ZSTD = Buffer.from('28b52ffd0038b5000042810406f003ffffffffffffffffffffffffffffff00', 'hex');

test('undoes zstd, one stream beside the other, and survives one without end', async (t) => {
  const { pools } = newPools(t);
  const coded = zstdSample('quick');
  const decode = async (cut: number): Promise<Buffer> => {
    const stream = pools.zstd.open();
    const parts = [await stream.decode(coded.subarray(0, cut)), await stream.decode(coded.subarray(cut))];
    stream.close();
    t.is(parts[1]?.state, 'complete');
    return Buffer.concat(parts.flatMap(({ output }) => output));
  };
  for (const bytes of await Promise.all([decode(10), decode(100), decode(1000)])) {
    t.true(bytes.equals(sampleText().subarray(0, 9000)));
  }
  const begun = pools.zstd.open();
  await begun.decode(coded.subarray(0, 100));
  t.is(await refusal(pools.zstd.open().decode(ENDLESS_ZSTD)), 'scan_timeout');
  t.is(await refusal(begun.decode(coded.subarray(100))), 'scan_failed');
  t.true((await decode(50)).equals(sampleText().subarray(0, 9000)));
});

test('renewed scan threads take over, and the old ones finish what they had', async (t) => {
  const { pools, heart } = newPools(t, { scanThreads: 1 });
  const held = tell(pools, 'hold    ');
  const waiting = tell(pools, 'waiting');
  const fresh = new SharedArrayBuffer(8);
  pools.renewScan({ beats: fresh });
  t.is(await tell(pools, 'new'), 3);
  const order: string[] = [];
  const drained = pools.drain().then(() => order.push('drained'));
  void Promise.all([held, waiting]).then(() => order.push('judged'));
  release(heart);
  await drained;
  t.deepEqual(order, ['judged', 'drained']);
  t.deepEqual(await Promise.all([held, waiting]), [8, 7]);
});
