/**
 * Hyperscan and RE2 on the same bytes, where their libraries and a compiler are installed (Debian: gcc, libhyperscan-dev;
 * g++, libre2-dev). Their programs are compiled when they are asked for.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAMS = {
  hyperscan: { compiler: 'cc', source: 'hyperscan.c', library: '-lhs' },
  re2: { compiler: 'c++', source: 're2.cpp', library: '-lre2' },
} as const;

/** An expression in the dialect that both read. */
export interface NativeExpression {
  readonly source: string;
  readonly isAnyCase: boolean;
}

/** MB/s on each of `corpora`, 64 KB at a time; undefined where it is not installed or refuses an expression. */
export function nativeSpeeds(
  engine: keyof typeof PROGRAMS,
  expressions: readonly NativeExpression[],
  corpora: readonly Uint8Array[],
): number[] | undefined {
  const { compiler, source, library } = PROGRAMS[engine];
  const dir = mkdtempSync(join(tmpdir(), 'clawsec-bench-'));
  try {
    const program = join(dir, engine);
    const file = join(import.meta.dirname, '../../bench', source);
    if (spawnSync(compiler, ['-O2', '-o', program, file, library], { stdio: 'ignore' }).status !== 0) return undefined;
    const list = join(dir, 'expressions');
    writeFileSync(list, expressions.map((one) => `${one.isAnyCase ? 'i' : '-'}${one.source}\n`).join(''));
    const files = corpora.map((corpus, index) => {
      const path = join(dir, String(index));
      writeFileSync(path, corpus);
      return path;
    });
    const run = spawnSync(program, [list, ...files], { encoding: 'utf8' });
    if (run.status !== 0) return undefined;
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** A literal text as an expression. */
export function literally(text: string, isAnyCase: boolean): NativeExpression {
  const hex = (letter: string): string => letter.charCodeAt(0).toString(16).padStart(2, '0');
  return { source: Array.from(text, (letter) => `\\x${hex(letter)}`).join(''), isAnyCase };
}
