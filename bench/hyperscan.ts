/** Hyperscan on the same literals, where its library and a C compiler are installed (Debian: gcc, libhyperscan-dev). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Literal } from './pack-anchors.ts';

/** MB/s on each of `corpora`; undefined where Hyperscan is not installed. */
export function hyperscanSpeeds(literals: readonly Literal[], corpora: readonly Uint8Array[]): number[] | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'clawsec-bench-'));
  try {
    const program = join(dir, 'hyperscan');
    const source = join(import.meta.dirname, '../../bench/hyperscan.c');
    const compiled = spawnSync('cc', ['-O2', '-o', program, source, '-lhs'], { stdio: 'ignore' });
    if (compiled.status !== 0) return undefined;
    const expressions = join(dir, 'expressions');
    const escaped = literals.map(({ text, isAnyCase }) => {
      const pattern = Array.from(text, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
      return `${isAnyCase ? 'i' : '-'}${pattern}\n`;
    });
    writeFileSync(expressions, escaped.join(''));
    const files = corpora.map((corpus, index) => {
      const file = join(dir, String(index));
      writeFileSync(file, corpus);
      return file;
    });
    const run = spawnSync(program, [expressions, ...files], { encoding: 'utf8' });
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
