/** What a certificate costs: ratios against the dearest step, and the price of loading the code that mints. */
import { execFileSync } from 'node:child_process';
import tls from 'node:tls';
import { createLeafKey } from '../src/wire/leaf-key.ts';
import { createAuthority, mintLeaf } from '../src/wire/mint.ts';

const ROUNDS = 5;
const now = new Date();
const leafKey = createLeafKey();

/** Microseconds of one call, the best of some rounds. */
function microseconds(calls: number, call: (i: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    for (let i = 0; i < calls; i += 1) call(i);
    best = Math.min(best, ((performance.now() - start) * 1000) / calls);
  }
  return best;
}

/** Milliseconds and megabytes that an import takes in a process of its own; the best of some. */
function importCost(specifier: string): string {
  const script = `const rss = process.memoryUsage().rss, start = performance.now();
    await import(${JSON.stringify(specifier)});
    console.log(performance.now() - start, (process.memoryUsage().rss - rss) / 2 ** 20);`;
  const runs = Array.from({ length: ROUNDS }, () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
      .split(' ')
      .map(Number),
  );
  const least = (column: number): string => Math.min(...runs.map((run) => run[column] ?? 0)).toFixed(1);
  return `${least(0)} ms, ${least(1)} MB`;
}

const authorities = { ec: createAuthority({ keyType: 'ec', now }), rsa: createAuthority({ keyType: 'rsa', now }) };
const mint = (keyType: 'ec' | 'rsa', i: number): string =>
  mintLeaf({ host: `h${i}.test`, authority: authorities[keyType], publicKeyDer: leafKey.publicKeyDer, now });

const cert = mint('ec', 0);
const contextCost = microseconds(200, () => tls.createSecureContext({ cert, key: leafKey.keyPem }));
console.log(`createSecureContext       ${contextCost.toFixed(0)} µs = 1`);
for (const keyType of ['ec', 'rsa'] as const) {
  const cost = microseconds(300, (i) => mint(keyType, i));
  console.log(`mintLeaf, ${keyType.padEnd(3)} authority  ${cost.toFixed(0)} µs = ${(cost / contextCost).toFixed(2)}`);
}
console.log(`import node:crypto        ${importCost('node:crypto')}`);
console.log(`import src/wire/mint      ${importCost(new URL('../src/wire/mint.js', import.meta.url).href)}`);
console.log(`import all of node-forge  ${importCost('node-forge')}`);
