/**
 * Memory of what scans, in a process of its own: `node --expose-gc dist/bench/scan-memory.js (nothing|handler|thread)
 * (twelve|packs)` prints bytes of RSS, heap and array buffers as JSON. `handler`: a spotter; `thread`: an engine; both have
 * scanned a window.
 */
import '../src/service/relaxed-simd.ts';
import { ruleSetOf, withoutProof } from '../src/detect/rules/rule-set.ts';
import { spotterFor } from '../src/detect/spotter-for.ts';
import { defaultFiles } from './default-files.ts';
import { scanEngine } from './scan-engine.ts';

const [what = 'nothing', rules = 'twelve'] = process.argv.slice(2);
const files = rules === 'packs' ? defaultFiles().map(withoutProof) : [];
const bytes = Buffer.alloc(64 * 1024, 'the model returns {"type":"text","n":12} and a list of things\n');

/** Kept, so that it is measured. */
const held: unknown[] = [files];
switch (what) {
  case 'handler': {
    const spotter = spotterFor(ruleSetOf(files));
    spotter.spotsAny(bytes);
    held.push(spotter);
    break;
  }
  case 'thread': {
    const engine = scanEngine(files);
    engine({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' });
    held.push(engine);
    break;
  }
  default:
}
globalThis.gc?.();
globalThis.gc?.();
const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
console.log(JSON.stringify({ rss, heapUsed, arrayBuffers, held: held.length }));
