import { randomBytes } from 'node:crypto';
import { hideKnown } from '../detect/known/hide-known.ts';
import { mergedTables, type KnownTable } from '../detect/known/known-table.ts';
import type { Options } from '../../config/options.ts';
import type { Log } from '../model/ports.ts';
import { FileWatch } from './file-watch.ts';
import { knownTableFor } from './known-values.ts';

/** What is watched, and who is told. */
export interface KnownWatchSettings {
  readonly options: Pick<Options, 'known_value_files' | 'known_value_environment' | 'known_value_names'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** All values that are known from now on. Called when some come to be known after the start. */
  readonly onKnown: (known: KnownTable) => void;
  readonly pollMs?: number;
}

/**
 * The values of this machine that are secrets: read once, and again when a file has changed. A value that was known stays
 * known until the end, as far as there is room: an agent may read a file and delete it before it sends what was in it.
 */
export class KnownWatch {
  readonly #settings: KnownWatchSettings;
  #fingerprintKey = '';
  #known: KnownTable = { key: randomBytes(32).toString('hex'), entries: [] };
  #hide = (text: string): string => text;
  readonly #files: FileWatch;

  constructor(settings: KnownWatchSettings) {
    this.#settings = settings;
    this.#files = new FileWatch(settings.options.known_value_files, () => this.#readAgain(), settings.pollMs);
  }

  /** The values to begin with, if any, and a line for each thing that was passed over. Begins to watch. */
  start(fingerprintKey: string): { readonly known: KnownTable | undefined; readonly warnings: readonly string[] } {
    this.#fingerprintKey = fingerprintKey;
    const warnings = this.#read();
    this.#files.start();
    return { known: this.#known.entries.length === 0 ? undefined : this.#known, warnings };
  }

  /** The names of the values that are known. */
  get names(): readonly string[] {
    return [...new Set(this.#known.entries.map(({ name }) => name))];
  }

  /** The text without the values that are known. */
  hide(text: string): string {
    return this.#hide(text);
  }

  /** Stops watching. */
  close(): void {
    this.#files.close();
  }

  #read(): readonly string[] {
    const { options, env } = this.#settings;
    const { known, warnings } = knownTableFor(options, env, this.#fingerprintKey, this.#known.key);
    this.#known = mergedTables(known, this.#known);
    this.#hide = hideKnown(this.#known);
    return warnings;
  }

  #readAgain(): void {
    const { log, onKnown } = this.#settings;
    const before = new Set(valuesOf(this.#known));
    for (const line of this.#read()) log('WARNING', line);
    const added = valuesOf(this.#known).filter((one) => !before.has(one)).length;
    log('INFO', 'Changed files of known values were read', { new: added });
    if (added > 0) onKnown(this.#known);
  }
}

/** Each value once, by its fingerprint. */
function valuesOf({ entries }: KnownTable): readonly string[] {
  return [...new Set(entries.map(({ fingerprint }) => fingerprint))];
}
