import type { Part } from '../../model/flow.ts';
import { packedKind } from '../hidden/packed-places.ts';
import { base64, decodeBase64 } from './base64.ts';
import { disguise } from './disguise.ts';
import { escape } from './escape.ts';
import { hex } from './hexadecimal.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { unpack } from './packed.ts';
import { decodePercent, type PlusRange } from './percent.ts';
import { quotedPrintable } from './quoted-printable.ts';
import { shell } from './shell.ts';
import type { Unfolded } from './unfolded.ts';
import type { Unfolder } from './unfolder.ts';
import { Text, isSame, type Layer } from './text.ts';
import { utf16 } from './utf16.ts';

/** Rounds of unfolding, one encoding of a kind each. What is wrapped deeper is not read. */
const MAX_ROUNDS = 5;

/** Texts that are read besides the window itself. */
const MAX_TEXTS = 24;

/** How much longer than the window all these texts together may be, before the last of them. */
const MAX_GROWTH = 4;

/** A short window may be unfolded to so many bytes in any case. */
const LEAST_BYTES = 32 * 1024;

/** Texts of their own that a text holds, beside base64: read as they are, and unfolded further. */
const HELD: readonly Unfolder[] = [hex, utf16];

/** What looks like a compressed text and is tried for one window: it may take as long as the rest. */
const MAX_UNPACKED = 3;

/** Ways to write a whole text. They seldom disturb each other, so one after the other is undone. */
const WRITTEN: readonly Unfolder[] = [json, escape, quotedPrintable, html, disguise];

const NOWHERE: PlusRange = { from: 0, to: 0 };

/**
 * The texts a window holds once encodings are undone, outermost first, with offsets into the window. Each text is
 * searched for texts it holds (base64, also of what is compressed, hex, UTF-16) and for what a shell would undo; then
 * what it is written in is undone: its URL encoding (a text of its own, for the next step may take a backslash for an
 * escape) and after that its other escapes. What comes of it is unfolded again, up to five rounds. What looked like an
 * escape may have meant itself: last, where there is room, comes what is read when one step of such a chain is left
 * out, there and in all rounds that follow, near the places that this step changed. At most 24 texts, none twice, and
 * together no more than four times the window and one text. `isStart`: the text begins the part, so that a request line
 * can be told from a header field.
 */
export function unfold(text: Uint8Array, part: Part, isStart: boolean): readonly Layer[] {
  const window = new Text(text, 0);
  window.isRead = true;
  const kept = new Kept(text);
  const queue = [window];
  const chains: Chain[] = [];
  for (const outer of queue) {
    if (kept.isFull) break;
    if (outer.round === MAX_ROUNDS) continue;
    const chain = outer.isReworded ? [] : written(outer, outer === window ? plusRange(text, part, isStart) : NOWHERE);
    if (chain.length > 1) chains.push({ outer, steps: chain });
    const texts = readable(chain).filter((one) => kept.add(one));
    queue.push(...texts.slice(-1));
    for (const one of [outer, ...texts.slice(0, -1)]) {
      const held = HELD.map((unfolder) => one.undone(unfolder.id, unfolder.unfold(one.bytes)));
      const run = one.isReworded ? undefined : one.undone(shell.id, shell.unfold(one.bytes));
      for (const inner of [...inBase64(one, kept), ...held, run])
        if (inner !== undefined && kept.add(inner)) queue.push(inner);
    }
  }
  for (const chain of chains) addAlternatives(chain, kept);
  return kept.texts;
}

/** What a text holds in base64: what is text there, and what becomes one when it is decompressed. */
function inBase64(text: Text, kept: Kept): (Text | undefined)[] {
  const unpacked: (Text | undefined)[] = [];
  const decoded = decodeBase64(text.bytes, (run) => {
    if (kept.unpacked === MAX_UNPACKED || packedKind(run.bytes, run.from) === undefined) return;
    kept.unpacked += 1;
    const packed = unpack(run);
    if (packed !== undefined)
      unpacked.push(text.undone(base64.id, packed.coded)?.undone(packed.id, packed.plain, text.round + 1));
  });
  return [text.undone(base64.id, decoded), ...unpacked];
}

/** What a text is written in, step by step. */
interface Chain {
  readonly outer: Text;
  /** Each made of the one before by one step, the first of `outer`. */
  readonly steps: readonly Text[];
}

const PERCENT = 'percent';

/** `outer` without its URL encoding, and then without its other escapes, one after the other; but for those of `left`. */
function written(outer: Text, plus: PlusRange, left?: string): Text[] {
  const steps: Text[] = [];
  const undo = (id: string, unfold: (text: Uint8Array) => Unfolded | undefined): void => {
    const plain = steps.at(-1) ?? outer;
    const next = id === left ? undefined : plain.undone(id, unfold(plain.bytes), outer.round + 1);
    if (next !== undefined) steps.push(next);
  };
  undo(PERCENT, (text) => decodePercent(text, plus));
  for (const { id, unfold } of WRITTEN) undo(id, unfold);
  return steps;
}

/** Those of a chain that are searched as a whole: the text without its URL encoding, and the last. */
function readable(steps: readonly Text[]): Text[] {
  return steps.filter((one, index) => one.step === PERCENT || index === steps.length - 1);
}

/** Adds what is read when one of the steps of a chain is left out. */
function addAlternatives({ outer, steps }: Chain, kept: Kept): void {
  for (const [index, step] of steps.entries()) {
    if (kept.isFull) return;
    const near = step.beforeWhereUndone();
    if (near === undefined) continue;
    const left = step.step;
    let text = near;
    const later = WRITTEN.slice(1 + WRITTEN.findIndex(({ id }) => id === left));
    for (const { id, unfold } of later) text = text.undone(id, unfold(text.bytes), outer.round + 1) ?? text;
    if (index === 0 && text === near) continue;
    // What was left out may stand inside of what came later: `%3D` in quoted-printable.
    if (text !== near) for (const one of [text, ...readable(written(text, NOWHERE))]) kept.add(one);
    for (let round = text; ; ) {
      if (!round.isRead && !kept.add(round)) break;
      const run = round.undone(shell.id, shell.unfold(round.bytes));
      if (run !== undefined) kept.add(run);
      if (round.round >= MAX_ROUNDS) break;
      const next = written(round, NOWHERE, left).at(-1);
      if (next === undefined) break;
      round = next;
    }
  }
}

/** The texts to be read, each once, as many and as long as is allowed. */
class Kept {
  readonly texts: Text[] = [];
  /** How often it was tried to decompress one. */
  unpacked = 0;
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
