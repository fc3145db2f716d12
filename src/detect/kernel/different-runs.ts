import type { ByteClass } from './anchor.ts';

/** Runs of byte classes, each once, in the order in which they first stand. */
export function differentRuns(runs: readonly (readonly ByteClass[])[]): readonly (readonly ByteClass[])[] {
  const different = new Map<string, readonly ByteClass[]>();
  for (const classes of runs) {
    const name = classes.map((bytes) => [...bytes].sort((a, b) => a - b).join()).join(' ');
    if (!different.has(name)) different.set(name, classes);
  }
  return [...different.values()];
}
