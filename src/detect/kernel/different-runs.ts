import type { ByteClass } from './anchor.ts';

/** Runs of byte classes, each once, in the order in which they first stand. */
export function differentRuns(runs: readonly (readonly ByteClass[])[]): readonly (readonly ByteClass[])[] {
  const different = new Map<string, readonly ByteClass[]>();
  for (const classes of runs) {
    const name = nameOf(classes);
    if (!different.has(name)) different.set(name, classes);
  }
  return [...different.values()];
}

/** Runs up to this length are looked for by their fingerprint, in which there is little room. */
const SHORT_PLACES = 4;

/** The same, and of short runs that differ in their last place alone one for all. They stand where those stood. */
export function joinedRuns(runs: readonly (readonly ByteClass[])[]): readonly (readonly ByteClass[])[] {
  const joined = new Map<string, readonly ByteClass[]>();
  for (const classes of runs) {
    const isShort = classes.length <= SHORT_PLACES;
    const name = nameOf(isShort ? [...classes.slice(0, -1), new Set()] : classes);
    const other = joined.get(name)?.at(-1) ?? [];
    joined.set(name, isShort ? [...classes.slice(0, -1), new Set([...other, ...(classes.at(-1) ?? [])])] : classes);
  }
  return [...joined.values()];
}

/** Names of classes: most stand in many runs. */
const NAMES = new WeakMap<ByteClass, string>();

function nameOf(classes: readonly ByteClass[]): string {
  return classes.map(nameOfClass).join(' ');
}

/** What all classes of the same bytes have in common. */
export function nameOfClass(bytes: ByteClass): string {
  const known = NAMES.get(bytes);
  if (known !== undefined) return known;
  const name = [...bytes].sort((a, b) => a - b).join();
  NAMES.set(bytes, name);
  return name;
}
