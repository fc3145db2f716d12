/** What a trip to a scan worker costs, against the trip without a worker, and what a thread adds to memory. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScanWindow } from '../src/model/finding.ts';
import { createPools } from '../src/proxy/pools.ts';
import { createLeafKey } from '../src/wire/leaf-key.ts';
import { createAuthority, mintLeaf } from '../src/wire/mint.ts';

const now = new Date();
const leafKey = createLeafKey();
const authority = createAuthority({ keyType: 'rsa', now });
const scanThreads = 2;

const rssMb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
const windowOf = (size: number): ScanWindow => {
  const bytes = new Uint8Array(size).fill(120);
  return { bytes, base: 0, ownFrom: 0, ownTo: size, part: 'request.body' };
};
const trip = (size: number): Promise<unknown> => pools.scan.scan(windowOf(size));

/** Median microseconds of one call, and CPU of all threads together per call. */
async function cost(calls: number, call: (i: number) => unknown): Promise<{ median: number; cpu: number }> {
  for (let i = 0; i < calls / 4; i += 1) await call(-i);
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i += 1) {
    const start = performance.now();
    await call(i);
    times.push((performance.now() - start) * 1000);
  }
  const { user, system } = process.cpuUsage(before);
  return { median: times.sort((a, b) => a - b)[calls >> 1] ?? 0, cpu: (user + system) / calls };
}

const pools = createPools({
  mintWorkerData: { authority, publicKeyDer: leafKey.publicKeyDer },
  scanWorkerData: { maskSecrets: true, maxFindings: 100, fingerprintKey: '' },
  scanThreads,
  queueMax: 10_000,
  scanTimeoutMs: 10_000,
  workerFiles: { scan: new URL('../test/support/echo-fixture.js', import.meta.url) },
});

await sleep(200);
const before = rssMb();
await pools.start();
await Promise.all([pools.mint('a.test'), ...Array.from({ length: 20 }, () => trip(100))]);
await sleep(300);
console.log(`memory per thread    ${((rssMb() - before) / (scanThreads + 1)).toFixed(1)} MB`);

for (const size of [500, 65_536]) {
  const { median, cpu } = await cost(2000, () => trip(size));
  const copy = await cost(2000, () => new Uint8Array(windowOf(size).bytes));
  const ratio = (cpu / copy.cpu).toFixed(0);
  console.log(
    `scan of ${String(size).padEnd(12)} ${median.toFixed(0)} µs, CPU ${cpu.toFixed(0)} µs = ${ratio} × making and copying it`,
  );
}
const inside = await cost(400, (i) =>
  mintLeaf({ host: `i${i}.test`, authority, publicKeyDer: leafKey.publicKeyDer, now }),
);
const outside = await cost(400, (i) => pools.mint(`o${i}.test`));
console.log(
  `mint by the pool     ${outside.median.toFixed(0)} µs = ${(outside.median / inside.median).toFixed(2)} × in-thread`,
);

await sleep(300);
const idle = process.cpuUsage();
await sleep(1000);
const { user, system } = process.cpuUsage(idle);
console.log(`idle for a second    ${user + system} µs CPU`);
await pools.destroy();
