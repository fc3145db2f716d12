import test from 'ava';

import { fingerprintOf } from '../../../src/detect/kernel/fingerprint.ts';
import { evensCode, fingerprintCode, LEAD } from '../../../src/detect/kernel/simd-notes.ts';
import { EVEN_HASH, evenOf, LAYOUT, PAGE_BYTES, type Factors } from '../../../src/detect/kernel/tables.ts';
import { flow, Frame, i32, moduleBytes } from '../../../src/detect/kernel/wasm-assembler.ts';
import type { Code, Variable } from '../../../src/detect/kernel/wasm-assembler.ts';
import { webAssembly, type WebAssemblyEngine } from '../../../src/detect/kernel/web-assembly.ts';
import { literal } from '../../support/naive-kernel.ts';

const PAGES = 10;
const FACTORS: Factors = [0x6b43, 0x58ad];

/** Runs `round` over 64 bytes of `text` and gives the offsets whose bits it noted at `into`, moved back by `LEAD`. */
function noted(
  text: string,
  into: number,
  fill: (memory: Uint8Array) => void,
  write: (frame: Frame) => [Code, Round],
): number[] {
  const frame = new Frame(1);
  const [at] = frame.params as [Variable];
  const note = frame.local('i32');
  const [prepare, round] = write(frame);
  const body = frame.body(
    prepare,
    flow.loop(
      round(at, note),
      note.set(i32.add(note.get, i32.value(2))),
      flow.branchIf(0, i32.lessUnsigned(at.tee(i32.add(at.get, i32.value(16))), i32.value(64))),
    ),
    i32.value(0),
  );
  const engine = webAssembly as WebAssemblyEngine;
  const program = new engine.Instance(new engine.Module(moduleBytes(1, body, PAGES))).exports;
  const bytes = new Uint8Array(program.memory.buffer);
  fill(bytes);
  bytes.set(Buffer.from(text.padEnd(64, '.')), LAYOUT.input);
  program.run(0);
  const bits = bytes.subarray(into, into + 8);
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1)
    .map((bit) => bit - LEAD);
}

type Round = (at: Variable, note: Variable) => Code;

test('notes where a key of the fingerprint begins, also over the seam of two rounds', (t) => {
  const tables = fingerprintOf([literal('AKIA').classes, literal('sk-a').classes], 1);
  const text = `AKIA..sk-a...AKIAKIA${'.'.repeat(20)}sk-a`;
  const offsets = noted(
    text,
    LAYOUT.candidates,
    (memory) => memory.set(tables, LAYOUT.fingerprint),
    (frame) => {
      const { prepare, begin, noteFingerprints } = fingerprintCode(frame, 1, false);
      return [[prepare, begin(0)], (at, note) => noteFingerprints(0, at, note)];
    },
  );
  t.deepEqual(offsets, [0, 6, 13, 16, 40]);
});

test('notes words at even offsets, in any case', (t) => {
  const text = '..word.wordWORD...word';
  const offsets = noted(
    text,
    LAYOUT.evenCandidates,
    (memory) => {
      memory[LAYOUT.evens + evenOf(Buffer.from('word').readInt32LE(), FACTORS)] = 1;
    },
    (frame) => {
      const { prepare, noteEvens } = evensCode(frame, FACTORS);
      return [prepare, noteEvens];
    },
  );
  t.deepEqual(offsets, [2, 18]);
  t.true(LAYOUT.evens + EVEN_HASH.mask + 1 <= PAGES * PAGE_BYTES);
});
