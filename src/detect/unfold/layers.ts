import { Buffer } from 'node:buffer';
import type { Part } from '../../model/flow.ts';
import { base64 } from './base64.ts';
import { disguise } from './disguise.ts';
import { escape } from './escape.ts';
import { hex } from './hexadecimal.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { decodePercent, type PlusRange } from './percent.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { shell } from './shell.ts';
import type { Unfolded } from './unfolded.ts';
import type { Unfolder } from './unfolder.ts';
import { utf16 } from './utf16.ts';

/** Rounds of unfolding, one encoding of a kind each. What is wrapped deeper is not read. */
const MAX_ROUNDS = 5;

/** Texts that are read besides the window itself. */
const MAX_TEXTS = 24;

/** How much longer than the window all these texts together may be, before the last of them. */
const MAX_GROWTH = 4;

/** A short window may be unfolded to so many bytes in any case. */
const LEAST_BYTES = 32 * 1024;

/** Texts of their own that a text holds: read as they are, and unfolded further. */
const HELD: readonly Unfolder[] = [base64, hex, utf16];

/** Ways to write a whole text. They don't disturb each other, so one after the other is undone. */
const WRITTEN: readonly Unfolder[] = [json, escape, quotedPrintable, html, disguise];

const NOWHERE: PlusRange = { from: 0, to: 0 };

/** A text that a window holds in some encoding. */
export interface Layer extends Unfolded {
  /** The ids of what was undone where `[from, to)` is read, outermost first, joined with `>`. */
  readonly pathOf: (from: number, to: number) => string;
  /** Whether the window or an earlier layer says the same at `[from, to)`. In doubt false. */
  readonly isPlain: (from: number, to: number) => boolean;
  /** Made of what a shell would do, and final but for the texts it holds. */
  readonly isReworded: boolean;
}

/**
 * The texts a window holds once encodings are undone, outermost first, with offsets into the window. Each text is
 * searched for texts it holds (base64, hex, UTF-16) and for what a shell would undo; then what it is written in is
 * undone: its URL encoding (a text of its own, for the next step may take a backslash for an escape) and after that its
 * other escapes. What comes of it is unfolded again, up to five rounds. At most 24 texts, none twice, and together no
 * more than four times the window and one text. `isStart`: the text begins the part, so that a request line can be
 * told from a header field.
 */
export function unfold(text: Uint8Array, part: Part, isStart: boolean): readonly Layer[] {
  const window = new Text(text, 0);
  window.isRead = true;
  const kept = new Kept(text);
  const queue = [window];
  for (const outer of queue) {
    if (kept.isFull) break;
    if (outer.round === MAX_ROUNDS) continue;
    const chain = outer.isReworded ? [] : written(outer, outer === window ? plusRange(text, part, isStart) : NOWHERE);
    const texts = chain.filter((one) => kept.add(one));
    queue.push(...texts.slice(-1));
    for (const one of [outer, ...texts.slice(0, -1)]) {
      const held = HELD.map((unfolder) => one.undone(unfolder.id, unfolder.unfold(one.bytes)));
      const run = one.isReworded ? undefined : one.undone(shell.id, shell.unfold(one.bytes));
      for (const inner of [...held, run]) if (inner !== undefined && kept.add(inner)) queue.push(inner);
    }
  }
  return kept.texts;
}

/** What `outer` reads without its URL encoding, and then without its other escapes. */
function written(outer: Text, plus: PlusRange): Text[] {
  const unescaped = outer.undone('percent', decodePercent(outer.bytes, plus));
  let plain = unescaped ?? outer;
  for (const { id, unfold: undo } of WRITTEN) plain = plain.undone(id, undo(plain.bytes), outer.round + 1) ?? plain;
  return [...new Set([unescaped ?? outer, plain])].filter((one) => one !== outer);
}

/** By which step a text came of another. */
interface Making {
  readonly id: string;
  readonly outer: Text;
  readonly step: Unfolded;
}

/** A window, or what comes of it by undoing one encoding after the other. */
class Text implements Layer {
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
      all.unshift(made.id);
      if (!isSame(read, written)) needed.unshift(made.id);
      read = written;
    }
    return (needed.length > 0 ? needed : all).join('>');
  }
}

/** The texts to be read, each once, as many and as long as is allowed. */
class Kept {
  readonly texts: Text[] = [];
  readonly #window: Uint8Array;
  #room: number;

  constructor(window: Uint8Array) {
    this.#window = window;
    this.#room = Math.max(LEAST_BYTES, MAX_GROWTH * window.length);
  }

  get isFull(): boolean {
    return this.texts.length === MAX_TEXTS || this.#room <= 0;
  }

  /** Says whether the text is one of those to be read. */
  add(text: Text): boolean {
    if (this.isFull || isSame(text.bytes, this.#window)) return false;
    if (this.texts.some(({ bytes }) => isSame(bytes, text.bytes))) return false;
    this.#room -= text.bytes.length;
    this.texts.push(text);
    text.isRead = true;
    return true;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

const LINE_FEED = 0x0a;
const QUESTION_MARK = 0x3f;
const SPACE = 0x20;

/** Where `+` is a blank: in the query of a request line, and in a body that is a form. */
function plusRange(text: Uint8Array, part: Part, isStart: boolean): PlusRange {
  if (part === 'request.head') {
    if (!isStart) return NOWHERE;
    const line = text.subarray(0, text.indexOf(LINE_FEED) + 1);
    const from = line.indexOf(QUESTION_MARK);
    return from === -1 ? NOWHERE : { from, to: line.indexOf(SPACE, from) };
  }
  if (part === 'request.body' && isForm(text)) return { from: 0, to: text.length };
  return NOWHERE;
}

/** Bytes a form encodes (WHATWG URL, application/x-www-form-urlencoded serializing) and other texts are full of. */
const NOT_IN_FORMS = new Set(Array.from(' "<>{}\\\n', (character) => character.charCodeAt(0)));

function isForm(text: Uint8Array): boolean {
  return !text.some((byte) => NOT_IN_FORMS.has(byte));
}
