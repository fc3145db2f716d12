import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import test from 'ava';
import type { Threat } from '../../src/model/threat.ts';
import { fakeDetection } from '../support/fake-detection.ts';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { readLastThreats, threatsBackwards } from '../../src/report/threat-tail.ts';
import { tempDir } from '../support/temp-dir.ts';
import { threatLine } from '../../src/report/threat-line.ts';

const line = (n: number, pad = 0): string =>
  JSON.stringify({ ...threatLine(fakeDetection('h.test', 0), String(n)), snippet: 'é'.repeat(pad) });
const idsOf = (threats: readonly Threat[]): number[] => threats.map((threat) => Number(threat.id));

test('an absent file has no threats', (t) => {
  t.deepEqual(readLastThreats(join(tempDir(t), 'none'), 5), []);
});

test('gives the last ones, most recent first, and passes over broken lines', (t) => {
  const path = join(tempDir(t), 'f');
  writeFileSync(path, [line(1), line(2), 'torn{', '', '42', '{"pattern":1}', line(3), '{"direction":"outb'].join('\n'));
  t.deepEqual(idsOf(readLastThreats(path, 10)), [3, 2, 1]);
  t.deepEqual(idsOf(readLastThreats(path, 2)), [3, 2]);
  t.deepEqual(readLastThreats(path, 0), []);
});

test('lines of any length are found across blocks', (t) => {
  const path = join(tempDir(t), 'f');
  const pads = fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 20_000, max: 40_000 })), { maxLength: 12 });
  fc.assert(
    fc.property(pads, fc.nat(14), (lengths, limit) => {
      writeFileSync(path, lengths.map((pad, n) => `${line(n, pad)}\n`).join(''));
      const wanted = lengths.map((_, n) => n).toReversed();
      t.deepEqual(idsOf(readLastThreats(path, limit)), wanted.slice(0, limit));
    }),
    { numRuns: 100 },
  );
});

test('a file of two gigabytes is read at its end only, garbage without newlines included', (t) => {
  const path = join(tempDir(t), 'f');
  const fd = openSync(path, 'w');
  ftruncateSync(fd, 2 * 1024 ** 3);
  const tail = `\n${line(1)}\n${'x'.repeat(1_000_000)}\n${line(2)}\n`;
  writeSync(fd, tail, 2 * 1024 ** 3);
  closeSync(fd);
  t.deepEqual(idsOf(readLastThreats(path, 2)), [2, 1]);
});

test('reads no further back than it is asked for', (t) => {
  const path = join(tempDir(t), 'f');
  writeFileSync(path, Array.from({ length: 10 }, (_, n) => line(n)).join('\n'));
  const seen: number[] = [];
  for (const threat of threatsBackwards(path)) {
    seen.push(Number(threat.id));
    if (seen.length === 3) break;
  }
  t.deepEqual(seen, [9, 8, 7]);
  t.deepEqual([...threatsBackwards(join(tempDir(t), 'none'))], []);
});

test('a line whose fields are no texts is none of ours', (t) => {
  const path = join(tempDir(t), 'f');
  const whole = JSON.parse(line(1)) as object;
  writeFileSync(
    path,
    [{ ...whole, severity: 7 }, { ...whole, location: {} }, whole].map((one) => JSON.stringify(one)).join('\n'),
  );
  t.is(readLastThreats(path, 10).length, 1);
});
