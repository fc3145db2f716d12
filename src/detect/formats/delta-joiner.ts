import { Buffer } from 'node:buffer';
import { BlockNames, ChannelSet, IDLE_EVENTS } from './channel-set.ts';
import { MAX_EVENT_BYTES } from './event-buffer.ts';
import { JsonPath, MAX_PATHS, type PathCount } from './json-path.ts';
import type { JoinedText, Manner } from './text-channel.ts';

/** How deep the JSON of an event is looked into. */
const MAX_DEPTH = 16;

/** Texts looked at in one event. One with more is a document, and was read as a whole. */
export const MAX_TEXTS = 32;

/** Values looked at in one event; those behind them are not. */
const MAX_VALUES = 512;

/** The longest string that names a block or a kind, in characters. */
const MAX_NAME_LENGTH = 64;

/**
 * What looks like JSON but is none costs 3 µs to find out: as much as is spent on so many bytes otherwise. It is tried
 * as long as the bytes of the stream make up for it, of which at most `MAX_CREDIT_BYTES` are saved up.
 */
const FAULT_BYTES = 256;
const MAX_CREDIT_BYTES = 64 * FAULT_BYTES;

/** Stands before each JSON text of a sequence (RFC 7464 §2.2). */
const RECORD_SEPARATOR = 0x1e;
const SPACE = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/** Who is given the joined texts. */
export interface DeltaSink {
  /**
   * A text begins. `channel`: the place in the JSON that its pieces come from, `choices[0].delta.content`; the names in
   * it are the peer's, at most 256 characters.
   */
  open(channel: string): JoinedText;
  /** Something was not joined, though it may have belonged to a text; each event was read by itself. */
  skip(reason: 'long_event' | 'texts_capped'): void;
}

/**
 * Puts the texts together that a stream of events brings in small pieces, whoever wrote it: answers of a model, the
 * arguments of its calls, what a terminal prints.
 *
 * The strings that stand in the same place of their events' JSON, in the same block, are pieces of one text. The place
 * is told by the names of the properties that lead there; the block by indexes, identifiers and kinds of the objects
 * around it (by the position in an array where an element has no index). Names that tell of anything but text, such as
 * `id`, `model` or `signature`, are left out, and so is a string that is the same in every event. The data of events
 * that are no JSON are one text more.
 *
 * Messages that are complete each by itself, as in a log, are kept apart: where the names or kinds of an event say that
 * texts go on (`delta`, `chunk`, `"done": false` …) they do; where it has a level, a time or `jsonrpc` they don't;
 * otherwise they do unless both pieces look like a sentence.
 *
 * Bounded: 64 texts at once, the first 4 KB of each held; texts of one event; depth; places in the JSON. The bytes
 * handed on never exceed those that came.
 */
export class DeltaJoiner {
  readonly #sink: DeltaSink;
  readonly #channels: ChannelSet;
  readonly #blocks = new BlockNames();
  #count: PathCount = { paths: 0 };
  #root = new JsonPath('', undefined, this.#count);
  #events = 0;
  #creditBytes = MAX_CREDIT_BYTES;
  #textsLeft = 0;
  #valuesLeft = 0;
  #origin = 0;

  constructor(sink: DeltaSink) {
    this.#sink = sink;
    this.#channels = new ChannelSet(
      (label) => sink.open(label),
      () => sink.skip('texts_capped'),
    );
  }

  /**
   * The next event: the data of a server-sent event, a line, a WebSocket message. `origin`: where it begins in the body.
   * It is not kept. Never throws, whatever it is.
   */
  event(data: Uint8Array, origin: number): void {
    if (data.length > MAX_EVENT_BYTES) {
      this.#sink.skip('long_event');
      return;
    }
    this.#events += 1;
    if (this.#events % IDLE_EVENTS === 0) this.#channels.endIdle(this.#events);
    if (this.#count.paths >= MAX_PATHS) this.#forgetPaths();
    this.#creditBytes = Math.min(MAX_CREDIT_BYTES, this.#creditBytes + data.length);
    this.#origin = origin;
    this.#textsLeft = MAX_TEXTS;
    this.#valuesLeft = MAX_VALUES;
    this.#blocks.count = 0;

    if (data[0] === RECORD_SEPARATOR) this.#read(data.subarray(1), 'unknown');
    else if (!isPrefixed(data)) this.#read(data, 'unknown');
    else {
      this.#blocks.push(this.#root, String.fromCharCode(data[0] ?? 0));
      this.#read(data.subarray(2), 'continuing');
    }
  }

  /** The stream is complete, or was broken off. */
  end(): void {
    this.#channels.endAll(this.#events);
  }

  /** `manner`: of data that is a text, and no object with a say in it. */
  #read(data: Uint8Array, manner: Manner): void {
    const text = textOf(data);
    const value = mayBeJson(data) && this.#creditBytes >= FAULT_BYTES ? this.#parse(text) : undefined;
    if (typeof value === 'object' && value !== null) this.#walk(this.#root, value, 'unknown', MAX_DEPTH);
    else this.#addText(this.#root, typeof value === 'string' ? value : text, manner);
  }

  #parse(json: string): unknown {
    try {
      return JSON.parse(json);
    } catch {
      this.#creditBytes -= FAULT_BYTES;
      return undefined;
    }
  }

  #walk(path: JsonPath, value: object, manner: Manner, depth: number): void {
    if (depth === 0) return;
    const blocks = this.#blocks.count;
    if (Array.isArray(value)) this.#walkArray(path, value, manner, depth);
    else this.#walkObject(path, value as Readonly<Record<string, unknown>>, manner, depth);
    this.#blocks.count = blocks;
  }

  #walkArray(path: JsonPath, values: readonly unknown[], manner: Manner, depth: number): void {
    const { elements } = path;
    const blocks = this.#blocks.count;
    for (const [position, value] of values.entries()) {
      if (this.#valuesLeft === 0) return;
      if (!hasIndex(value)) this.#blocks.push(elements, position);
      this.#readValue(elements, value, manner, depth);
      this.#blocks.count = blocks;
    }
  }

  #walkObject(path: JsonPath, values: Readonly<Record<string, unknown>>, around: Manner, depth: number): void {
    const manner = this.#nameBlocks(path, values, around);
    for (const name in values) {
      if (this.#valuesLeft === 0) return;
      const child = path.property(name);
      if (child !== undefined) this.#readValue(child, values[name], manner, depth);
    }
  }

  #readValue(path: JsonPath, value: unknown, manner: Manner, depth: number): void {
    this.#valuesLeft -= 1;
    if (typeof value === 'string') {
      if (path.role === 'text') this.#addText(path, value, manner);
    } else if (typeof value === 'object' && value !== null && path.role !== 'pruned') {
      this.#walk(path, value, manner, depth - 1);
    }
  }

  /** Takes down which block the object is about. Returns what it says of its texts. */
  #nameBlocks(path: JsonPath, values: Readonly<Record<string, unknown>>, around: Manner): Manner {
    let manner = around;
    const isIndexed = hasIndex(values);
    for (const name in values) {
      const child = path.property(name);
      if (child === undefined) continue;
      const value = values[name];
      switch (child.role) {
        case 'index':
        case 'identity':
          this.#nameBlock(child, value);
          break;
        case 'id':
          if (!isIndexed) this.#nameBlock(child, value);
          break;
        case 'kind':
          if (typeof value !== 'string' || value.length > MAX_NAME_LENGTH) break;
          if (!isIndexed) this.#blocks.push(child, value);
          if (child.kindIsContinuing(value)) manner = 'continuing';
          break;
        case 'log':
          if (manner === 'unknown') manner = 'separate';
          break;
        case 'flag':
          if (child.flagIsContinuing(value)) manner = 'continuing';
          break;
        case 'text':
        case 'label':
        case 'pruned':
          break;
      }
    }
    return manner;
  }

  #nameBlock(path: JsonPath, name: unknown): void {
    const isName = typeof name === 'number' || (typeof name === 'string' && name.length <= MAX_NAME_LENGTH);
    if (isName && path.namesBlocks(name)) this.#blocks.push(path, name);
  }

  #addText(path: JsonPath, piece: string, manner: Manner): void {
    if (piece === '' || this.#textsLeft === 0) return;
    this.#textsLeft -= 1;
    const channel = this.#channels.channelOf(path, this.#blocks, this.#events);
    channel.add(piece, path.isContinuing ? 'continuing' : manner, this.#origin);
  }

  #forgetPaths(): void {
    if (this.#channels.endAll(this.#events) > 0) this.#sink.skip('texts_capped');
    this.#count = { paths: 0 };
    this.#root = new JsonPath('', undefined, this.#count);
  }
}

function hasIndex(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'index' in value && typeof value.index === 'number';
}

/** `0:"text"`, as in the data stream of the Vercel AI SDK 4: the character says what kind of text it is. */
function isPrefixed(data: Uint8Array): boolean {
  if (data[1] !== COLON) return false;
  const first = data[0] ?? 0;
  const isWordCharacter = (first >= 0x30 && first <= 0x39) || (first >= 0x61 && first <= 0x7a);
  return isWordCharacter && mayBeJson(data.subarray(2));
}

function mayBeJson(data: Uint8Array): boolean {
  let at = 0;
  while ((data[at] ?? 0xff) <= SPACE) at += 1;
  const first = data[at];
  return first === OPEN_BRACE || first === OPEN_BRACKET || first === QUOTE;
}

/** JSON between systems is UTF-8 (RFC 8259 §8.1), and so are event streams. */
function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString();
}
