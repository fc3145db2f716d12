import { flagSaysContinuing, roleOf, saysContinuing, type NameRole } from './name-role.ts';

/** The longest property name that is followed, in characters. */
const MAX_NAME_LENGTH = 64;

/** The longest name of a path, in characters. */
const MAX_LABEL_LENGTH = 256;

/** An identity that has had so many values, none of them twice, counts events and names no block. */
const NOISE_VALUES = 12;

/** What may stand for a block: a number, or a short string. */
export type BlockName = string | number;

/** Places that one tree holds at most. */
export const MAX_PATHS = 1024;

/** Counts the places of one tree. */
export interface PathCount {
  paths: number;
}

/**
 * A place in the JSON of a stream's events, by the names of the properties that lead there: what is known of a name is
 * found out once, not with every event. All elements of an array are one place.
 */
export class JsonPath {
  readonly role: NameRole;
  /** The names that lead here say that texts go on from event to event. */
  readonly isContinuing: boolean;
  readonly parent: JsonPath | undefined;
  readonly #name: string;
  readonly #count: PathCount;
  #children: Map<string, JsonPath> | undefined;
  #elements: JsonPath | undefined;
  /** Values seen so far, until it is clear whether they name blocks. */
  #values: BlockName[] | undefined;
  #isClear = false;
  #isNoise = false;
  #kind = '';
  #kindIsContinuing = false;

  /** Without a parent: the root of a tree. */
  constructor(name: string, parent: JsonPath | undefined, count: PathCount) {
    this.role = roleOf(name);
    this.isContinuing = parent?.isContinuing === true || saysContinuing(name);
    this.parent = parent;
    this.#name = name;
    this.#count = count;
    count.paths += 1;
  }

  /** The place of a property; none when its name is too long, or the tree full. */
  property(name: string): JsonPath | undefined {
    const known = this.#children?.get(name);
    if (known !== undefined || name.length > MAX_NAME_LENGTH || this.#count.paths >= MAX_PATHS) return known;
    const child = new JsonPath(name, this, this.#count);
    this.#children ??= new Map();
    this.#children.set(name, child);
    return child;
  }

  /** The place of the elements of an array that stands here. */
  get elements(): JsonPath {
    this.#elements ??= new JsonPath('', this, this.#count);
    return this.#elements;
  }

  /** Whether the values of this property name blocks, as far as is known; `value` is the next of them. */
  namesBlocks(value: BlockName): boolean {
    if (this.#isClear) return !this.#isNoise;
    this.#values ??= [];
    const isAgain = this.#values.includes(value);
    this.#isNoise = !isAgain && this.#values.push(value) === NOISE_VALUES;
    this.#isClear = isAgain || this.#isNoise;
    if (this.#isClear) this.#values = undefined;
    return !this.#isNoise;
  }

  /** Whether the kind of event or object that stands here says that a text goes on. */
  kindIsContinuing(kind: string): boolean {
    if (kind !== this.#kind) {
      this.#kind = kind;
      this.#kindIsContinuing = saysContinuing(kind);
    }
    return this.#kindIsContinuing;
  }

  /** Whether the flag that stands here says that a text goes on. */
  flagIsContinuing(value: unknown): boolean {
    return flagSaysContinuing(this.#name, value);
  }

  /** `choices[0].delta.content`: the names that lead here; `numberOf` gives the number of a block on the way, if any. */
  label(numberOf: (path: JsonPath) => BlockName | undefined): string {
    const before = this.parent?.label(numberOf) ?? '';
    const number = numberOf(this);
    const name = before === '' || this.#name === '' ? this.#name : `.${this.#name}`;
    return `${before}${name}${number === undefined ? '' : `[${number}]`}`.slice(0, MAX_LABEL_LENGTH);
  }
}
