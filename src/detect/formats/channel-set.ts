import type { BlockName, JsonPath } from './json-path.ts';
import { TextChannel, type JoinedText } from './text-channel.ts';

/** Texts of one stream that are put together at once. */
export const MAX_CHANNELS = 64;

/** A text that has got no piece during so many events is over. */
export const IDLE_EVENTS = 256;

/** Names of blocks that tell one text from another; those of objects further inside are left out. */
const MAX_BLOCK_NAMES = 32;

/** The names of the blocks that the objects around a text are about, outermost first, and where each name stands. */
export class BlockNames {
  /** How many are in use. May be set to a lower number, to leave an object. */
  count = 0;
  readonly #paths: JsonPath[] = [];
  readonly #names: BlockName[] = [];

  push(path: JsonPath, name: BlockName): void {
    if (this.count === MAX_BLOCK_NAMES) return;
    this.#paths[this.count] = path;
    this.#names[this.count] = name;
    this.count += 1;
  }

  equals(other: BlockNames): boolean {
    if (this.count !== other.count) return false;
    for (let at = this.count - 1; at >= 0; at -= 1) {
      if (this.#names[at] !== other.#names[at] || this.#paths[at] !== other.#paths[at]) return false;
    }
    return true;
  }

  copy(): BlockNames {
    const copy = new BlockNames();
    for (let at = 0; at < this.count; at += 1) {
      const path = this.#paths[at];
      if (path !== undefined) copy.push(path, this.#names[at] ?? 0);
    }
    return copy;
  }

  /** The number of the block that the object or array element at `path` is about, if it has one. */
  numberOf(path: JsonPath): number | undefined {
    for (let at = 0; at < this.count; at += 1) {
      const name = this.#names[at];
      const where = this.#paths[at];
      if (typeof name === 'number' && (where === path || (where?.parent === path && where.role === 'index')))
        return name;
    }
    return undefined;
  }
}

interface Entry {
  readonly path: JsonPath;
  readonly blocks: BlockNames;
  readonly channel: TextChannel;
  lastEvent: number;
}

/** Finds the channel of a text. Holds at most `MAX_CHANNELS`; where one more is wanted, another is ended. */
export class ChannelSet {
  readonly #open: (label: string) => JoinedText;
  readonly #onCapped: () => void;
  /** The last one asked for comes first. */
  readonly #entries: Entry[] = [];

  /** `open` opens a text by its label; `onCapped` is told when a text is ended that may have gone on. */
  constructor(open: (label: string) => JoinedText, onCapped: () => void) {
    this.#open = open;
    this.#onCapped = onCapped;
  }

  /** The channel of the text at `path` in these blocks, which may change afterwards. `event`: the number of this event. */
  channelOf(path: JsonPath, blocks: BlockNames, event: number): TextChannel {
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at += 1) {
      const entry = entries[at];
      if (entry === undefined || entry.path !== path || !entry.blocks.equals(blocks)) continue;
      const first = entries[0];
      if (first !== undefined && at > 0) {
        entries[at] = first;
        entries[0] = entry;
      }
      entry.lastEvent = event;
      return entry.channel;
    }
    if (entries.length === MAX_CHANNELS) this.#evict(event);
    const held = blocks.copy();
    const channel = new TextChannel(() => this.#open(path.label((place) => held.numberOf(place))));
    entries.push({ path, blocks: held, channel, lastEvent: event });
    return channel;
  }

  /** Ends the texts that have got no piece for long. */
  endIdle(event: number): void {
    for (let at = this.#entries.length - 1; at >= 0; at -= 1) {
      if (this.#isIdle(this.#entries[at], event)) this.#remove(at);
    }
  }

  /** Ends all texts. Returns how many may have gone on. */
  endAll(event: number): number {
    const going = this.#entries.filter((entry) => entry.channel.isOpen && !this.#isIdle(entry, event)).length;
    while (this.#entries.length > 0) this.#remove(this.#entries.length - 1);
    return going;
  }

  /** Gives up the least recent channel, of those without an open text if there are any. */
  #evict(event: number): void {
    let worst = 0;
    for (let at = 1; at < this.#entries.length; at += 1) {
      if (isMoreSpare(this.#entries[at], this.#entries[worst])) worst = at;
    }
    const entry = this.#entries[worst];
    if (entry?.channel.isOpen === true && !this.#isIdle(entry, event)) this.#onCapped();
    this.#remove(worst);
  }

  #isIdle(entry: Entry | undefined, event: number): boolean {
    return entry !== undefined && event - entry.lastEvent >= IDLE_EVENTS;
  }

  #remove(at: number): void {
    const last = this.#entries.pop();
    const removed = at < this.#entries.length ? this.#entries[at] : last;
    if (last !== undefined && at < this.#entries.length) this.#entries[at] = last;
    removed?.channel.end();
  }
}

function isMoreSpare(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.channel.isOpen !== other.channel.isOpen) return !one.channel.isOpen;
  return one.lastEvent < other.lastEvent;
}
