import { findAll, HITS } from './find-all.ts';
import type { Anchor, CompileKernel, Kernel } from './kernel/anchor.ts';
import { MAX_GLANCE, type Rule } from './rules/rule.ts';

type Glance = NonNullable<Rule['glance']>;

/**
 * Finds the places in a piece of text that are worth a scan: anchors, less those that a glance at their surroundings
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

  /**
   * Calls `spot` with offsets in `bytes`, rising. `before`: as many bytes as stand before them in the text, up to
   * `MAX_GLANCE`; asked for only when an anchor near the beginning wants a glance.
   */
  spotAll(bytes: Uint8Array, before: () => Uint8Array, spot: (at: number) => void): void {
    let opening: Uint8Array | undefined;
    let shift = 0;
    findAll(this.#kernel, bytes, (at, anchor) => {
      const glance = this.#glances[anchor];
      if (glance === undefined) spot(at);
      else if (at >= MAX_GLANCE) {
        if (glance(bytes, at, false)) spot(at);
      } else {
        if (opening === undefined) {
          const earlier = before();
          shift = earlier.length;
          opening = shift === 0 ? bytes : join(earlier, bytes.subarray(0, 2 * MAX_GLANCE));
        }
        if (glance(opening, shift + at, shift < MAX_GLANCE)) spot(at);
      }
    });
  }

  /** Every anchor in `bytes`, for bytes too few to glance at. */
  spotAnchors(bytes: Uint8Array, spot: (at: number) => void): void {
    findAll(this.#kernel, bytes, spot);
  }

  /** Whether `spotAll` would find anything in a text that is complete. */
  spotsAny(bytes: Uint8Array): boolean {
    if (this.#kernel.find(bytes, 0, HITS) === 0) return false;
    let isAny = false;
    this.spotAll(bytes, nothing, () => {
      isAny = true;
    });
    return isAny;
  }
}

const NOTHING = new Uint8Array(0);
const nothing = (): Uint8Array => NOTHING;

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
