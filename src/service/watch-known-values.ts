import { randomBytes } from 'node:crypto';
import { hideKnown } from '../detect/known/hide-known.ts';
import { mergedTables, type KnownTable } from '../detect/known/known-table.ts';
import type { Options } from '../../config/options.ts';
import type { Log } from '../model/ports.ts';
import { signatureOf } from './file-signature.ts';
import { knownTableFor } from './known-values.ts';

/** How often files are looked at: a change that has stood for one such time is complete. */
const POLL_MS = 1000;

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
  #timer: NodeJS.Timeout | undefined;
  /** What was read last, and what the files looked like at the last look. */
  #loaded = '';
  #seen = '';

  constructor(settings: KnownWatchSettings) {
    this.#settings = settings;
  }

  /** The values to begin with, if any, and a line for each thing that was passed over. Begins to watch. */
  start(fingerprintKey: string): { readonly known: KnownTable | undefined; readonly warnings: readonly string[] } {
    this.#fingerprintKey = fingerprintKey;
    const files = this.#settings.options.known_value_files;
    this.#loaded = this.#seen = signatureOf(files);
    const warnings = this.#read();
    if (files.length > 0) this.#watch();
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
    clearTimeout(this.#timer);
  }

  #read(): readonly string[] {
    const { options, env } = this.#settings;
    const { known, warnings } = knownTableFor(options, env, this.#fingerprintKey, this.#known.key);
    this.#known = mergedTables(known, this.#known);
    this.#hide = hideKnown(this.#known);
    return warnings;
  }

  #watch(): void {
    this.#timer = setTimeout(() => {
      this.#look();
      this.#watch();
    }, this.#settings.pollMs ?? POLL_MS);
  }

  #look(): void {
    const { options, log, onKnown } = this.#settings;
    const now = signatureOf(options.known_value_files);
    const isComplete = now === this.#seen;
    this.#seen = now;
    if (!isComplete || now === this.#loaded) return;
    this.#loaded = now;
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
