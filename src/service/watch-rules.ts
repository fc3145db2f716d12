import type { RuleFile } from '../detect/rules/rule-file.ts';
import { ruleSetOf } from '../detect/rules/rule-set.ts';
import { spotterFor } from '../detect/spotter-for.ts';
import type { Log } from '../model/ports.ts';
import { FileWatch } from './file-watch.ts';
import { describeRefusal, loadOwnRules, type LoadedRules, loadPacks, namesOf } from './load-rules.ts';

/** A start waits so long for the proofs of a user's rules; those that take longer are put in when they are done. */
const START_PATIENCE_MS = 1500;

/** What is watched, and who is told. */
export interface RuleWatchSettings {
  readonly packs: readonly string[];
  readonly paths: readonly string[];
  readonly log: Log;
  /** All rules that are to be looked for from now on. Called when they change after the start. */
  readonly onRules: (files: readonly RuleFile[]) => void;
  readonly pollMs?: number;
  readonly startPatienceMs?: number;
}

/** The rules to look for: loaded once, and again when the user's files have changed and all of them are in order. */
export class RuleWatch {
  readonly #settings: RuleWatchSettings;
  #packs: LoadedRules = { rules: [], refused: [] };
  readonly #files: FileWatch;
  #isProving = false;
  #outcome: string;
  #isClosed = false;

  constructor(settings: RuleWatchSettings) {
    this.#settings = settings;
    this.#outcome = settings.paths.length === 0 ? '' : 'rules of your own still being proven';
    this.#files = new FileWatch(settings.paths, () => this.#loadAgain(), settings.pollMs);
  }

  /**
   * The rules to begin with. What is left out is logged, one line each. Begins to watch; if the user's rules take long to
   * prove, they come through `onRules`.
   */
  async start(): Promise<readonly RuleFile[]> {
    const { packs, paths, log, startPatienceMs = START_PATIENCE_MS } = this.#settings;
    this.#packs = loadPacks(packs);
    warn(log, this.#packs);
    if (paths.length === 0) return this.#filesWith();
    const loading = this.#loadOwn().then((own) => {
      warn(log, own);
      this.#outcome = countsOf(own);
      if (this.#isProving && !this.#isClosed) {
        this.#settings.onRules(this.#filesWith(own));
        log('INFO', `Looked for from now on: ${this.#outcome}`);
      }
      this.#isProving = false;
      this.#files.start();
      return own;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), startPatienceMs);
    });
    const own = await Promise.race([loading, late]);
    clearTimeout(timer);
    this.#isProving = own === undefined;
    if (this.#isProving)
      log('INFO', 'Rules of your own are still being proven; they are looked for as soon as they are', { paths });
    return this.#filesWith(own);
  }

  /** Some of the user's rules are not proven yet: they come through `onRules`. */
  get isProving(): boolean {
    return this.#isProving;
  }

  /** What the start made of the user's rules, such as `3 rules of your own (1 left out)`; '' where none are named. */
  get outcome(): string {
    return this.#outcome;
  }

  /** Stops watching. */
  close(): void {
    this.#isClosed = true;
    this.#files.close();
  }

  /** The user's rules that are proven, and that one kernel can take together with those of the packs. */
  async #loadOwn(): Promise<LoadedRules> {
    const { paths } = this.#settings;
    const own = await loadOwnRules(paths, namesOf(this.#packs.rules));
    if (own.rules.length === 0) return own;
    try {
      spotterFor(ruleSetOf(this.#filesWith(own)));
      return own;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const reason = `its rules and those of the packs are too many to be looked for at once: ${error.message}`;
      return { rules: [], refused: [...own.refused, ...paths.map((path) => ({ path, reason }))] };
    }
  }

  #filesWith(own?: LoadedRules): readonly RuleFile[] {
    return [...this.#packs.rules, ...(own?.rules ?? [])].map(({ file }) => file);
  }

  async #loadAgain(): Promise<void> {
    const { log, onRules } = this.#settings;
    const own = await this.#loadOwn();
    if (this.#isClosed) return;
    // Changed meanwhile: what was read may be half of each.
    if (!this.#files.isSteady) return;
    if (own.refused.length > 0) {
      warn(log, own);
      log('WARNING', 'Changed rules were not taken over: what was looked for before is looked for on', {
        refused: own.refused.length,
      });
      return;
    }
    onRules(this.#filesWith(own));
    log('INFO', 'Changed rules were taken over', { own: own.rules.length });
  }
}

function countsOf({ rules, refused }: LoadedRules): string {
  const counted = `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} of your own`;
  return refused.length === 0 ? counted : `${counted} (${refused.length} left out)`;
}

function warn(log: Log, { refused }: LoadedRules): void {
  for (const one of refused) log('WARNING', `A rule is left out: ${describeRefusal(one)}`);
}
