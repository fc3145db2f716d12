import { findAll, findAtStart, HITS } from './find-all.ts';
import type { Anchor, CompileKernel, Kernel } from './kernel/anchor.ts';
import type { Rule } from './rules/rule.ts';

type Glance = NonNullable<Rule['glance']>;

/**
 * Finds the places in a piece of text that are worth a scan: anchors, less those that a glance at what follows
 * dismisses. Misses no place where a rule matches.
 */
export class Spotter {
  readonly #kernel: Kernel;
  /** By index of the anchor. */
  readonly #glances: readonly (Glance | undefined)[];

  /** `anchors`: those of the rules, and others whose rule is not in `rules`. */
  constructor(compileKernel: CompileKernel, anchors: readonly Anchor[], rules: readonly Rule[]) {
    this.#kernel = compileKernel(anchors);
    this.#glances = anchors.map(({ rule }) => rules[rule]?.glance);
  }

  /** Calls `spot` with offsets in `bytes`, rising. */
  spotAll(bytes: Uint8Array, spot: (at: number) => void): void {
    findAll(this.#kernel, bytes, (at, anchor) => {
      if (this.#glances[anchor]?.(bytes, at) !== false) spot(at);
    });
  }

  /** Whether an anchor stands at the beginning of a text of which `bytes` are the first, its first place before it. */
  spotsStart(bytes: Uint8Array): boolean {
    let isAny = false;
    findAtStart(this.#kernel, bytes, () => {
      isAny = true;
    });
    return isAny;
  }

  /** Whether `spotAll` or `spotsStart` would find anything in a text that is complete. */
  spotsAny(bytes: Uint8Array): boolean {
    if (this.spotsStart(bytes)) return true;
    if (this.#kernel.find(bytes, 0, HITS) === 0) return false;
    let isAny = false;
    this.spotAll(bytes, () => {
      isAny = true;
    });
    return isAny;
  }
}
