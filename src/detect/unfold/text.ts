import { Buffer } from 'node:buffer';
import { shell } from './shell.ts';
import { surroundings } from './surroundings.ts';
import type { Unfolded } from './unfolded.ts';

/** The step that takes a part of a text and undoes nothing. */
const KEPT = '';

/** A text that a window holds in some encoding. */
export interface Layer extends Omit<Unfolded, 'undoneAt'> {
  /** The ids of what was undone where `[from, to)` is read, outermost first, joined with `>`. */
  readonly pathOf: (from: number, to: number) => string;
  /** Whether the window or an earlier layer says the same at `[from, to)`. In doubt false. */
  readonly isPlain: (from: number, to: number) => boolean;
  /** Made of what a shell would do, and final but for the texts it holds. */
  readonly isReworded: boolean;
}

/** By which step a text came of another. */
interface Making {
  readonly id: string;
  readonly outer: Text;
  readonly step: Unfolded;
}

/** A window, or what comes of it by undoing one encoding after the other. */
export class Text implements Layer {
  /** A Buffer, for that is searched several times as fast as other arrays. */
  readonly bytes: Buffer;
  /** How often the window was unfolded until it was this. */
  readonly round: number;
  /** It is searched itself, not only what comes of it. */
  isRead = false;
  readonly #made: Making | undefined;

  constructor(bytes: Uint8Array, round: number, made?: Making) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.round = round;
    this.#made = made;
  }

  get isReworded(): boolean {
    return this.#made?.id === shell.id;
  }

  /** The id of the last step by which it was made; empty for a window. */
  get step(): string {
    return this.#made?.id ?? '';
  }

  /** What this was made of, near the places where that changed something; nothing for a window and a text that another held. */
  beforeWhereUndone(): Text | undefined {
    const made = this.#made;
    return made?.outer.undone(KEPT, surroundings(made.outer.bytes, made.step.undoneAt()), made.outer.round);
  }

  /** This text as undone by the unfolder `id`: nothing when that found nothing. */
  undone(id: string, step: Unfolded | undefined, round = this.round + 1): Text | undefined {
    return step && new Text(step.bytes, round, { id, outer: this, step });
  }

  originOf(offset: number): number {
    let origin = offset;
    for (let made = this.#made; made !== undefined; made = made.outer.#made) origin = made.step.originOf(origin);
    return origin;
  }

  isPlain(from: number, to: number): boolean {
    let [first, end] = [Math.max(0, from), Math.min(this.bytes.length, to)];
    for (let made = this.#made; made !== undefined; made = made.outer.#made) {
      if (!made.step.isPlain(first, end)) return false;
      if (made.outer.isRead) return true;
      [first, end] = [made.step.originOf(first), made.step.originOf(end)];
    }
    return false;
  }

  pathOf(from: number, to: number): string {
    const all: string[] = [];
    const needed: string[] = [];
    let read = this.bytes.subarray(from, to);
    let [first, end] = [from, to];
    for (let made = this.#made; made !== undefined; made = made.outer.#made) {
      [first, end] = [made.step.originOf(first), made.step.originOf(end)];
      const written = made.outer.bytes.subarray(first, end);
      if (made.id !== KEPT) all.unshift(made.id);
      if (first === end || !isSame(read, written)) needed.unshift(made.id);
      read = written;
    }
    return (needed.length > 0 ? needed : all).join('>');
  }
}

/** Whether two texts are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
