/**
 * `open` and `close` of an object or array; a property's `key`; `string` and `literal` (a number, true, false, null)
 * are values. `end`: the text ends here, complete or not. `broken`: no JSON from here on.
 */
export type JsonToken = 'open' | 'close' | 'key' | 'string' | 'literal' | 'end' | 'broken';

type Expected = 'value' | 'value or close' | 'key' | 'key or close' | 'colon' | 'comma or close' | 'nothing';

const QUOTE = 0x22;
const MINUS = 0x2d;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** An object's level before its first key. */
const NO_KEY = -1;

const IS_BLANK = tableOf(' \t\n\r');
/** Between whole texts: also the separator of RFC 7464 and the bytes of a byte order mark. */
const IS_ROOT_BLANK = tableOf(' \t\n\r\u001e\u00ef\u00bb\u00bf');
const IS_NUMBER = tableOf('0123456789+-.eE');
const IS_DIGIT = tableOf('0123456789');
const ENDS_LITERAL = tableOf(' \t\n\r,]}');
/** NaN and Infinity are no JSON, but Python writes them. */
const WORDS: readonly Uint8Array[] = ['true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'].map((word) =>
  Uint8Array.from(word, (char) => char.charCodeAt(0)),
);

function tableOf(bytes: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of bytes) table[char.charCodeAt(0)] = 1;
  return table;
}

/**
 * Reads JSON (RFC 8259) token by token and knows where in the structure it is. The text may hold several values, one
 * after the other (NDJSON, RFC 7464), and may be cut off anywhere: what is cut is reported as far as it goes.
 *
 * One pass, without recursion. It keeps one number for each open object or array, and makes no string.
 */
export class JsonCursor {
  /** The token: `[from, to)` of the text, quotes included. */
  from = 0;
  to = 0;
  /** Where the content of the last string or key ended: its closing quote, or the end of a text cut off. */
  contentTo = 0;
  readonly #text: Uint8Array;
  #expected: Expected = 'value';
  /** Open objects and arrays, outermost first: an array's index, or the complement of where an object's key begins. */
  readonly #levels: number[] = [];

  constructor(text: Uint8Array) {
    this.#text = text;
  }

  /** How many objects and arrays are open behind the token. */
  get depth(): number {
    return this.#levels.length;
  }

  /** The index of what is being read in the open array `level` (0 is the outermost); nothing when it is an object. */
  indexAt(level: number): number | undefined {
    const value = this.#levels[level];
    return value !== undefined && value >= 0 ? value : undefined;
  }

  /** The key of what is being read in the open object `level`, without quotes, its escapes as they stand. */
  keyAt(level: number): Uint8Array {
    const value = this.#levels[level] ?? NO_KEY;
    if (value >= NO_KEY) return this.#text.subarray(0, 0);
    return this.#text.subarray(~value + 1, closingQuote(this.#text, ~value));
  }

  /** Whether what is being read in the open object or array `level` has this index or this key (ASCII, unescaped). */
  isAt(level: number, step: string | number): boolean {
    const value = this.#levels[level];
    if (value === undefined || typeof step === 'number') return value === step;
    if (value >= NO_KEY) return false;
    const from = ~value + 1;
    if (this.#text[from + step.length] !== QUOTE) return false;
    for (let i = 0; i < step.length; i += 1) if (this.#text[from + i] !== step.charCodeAt(i)) return false;
    return true;
  }

  /** Reads the next token. After `end` and `broken` there is none. */
  next(): JsonToken {
    let at = this.#skipBlanks(this.to);
    if (this.#expected === 'colon') {
      if (this.#text[at] !== COLON) return this.#stop(at);
      this.#expected = 'value';
      at = this.#skipBlanks(at + 1);
    } else if (this.#expected === 'comma or close' && this.#text[at] === COMMA) {
      const last = this.#levels.length - 1;
      const index = this.indexAt(last);
      if (index !== undefined) this.#levels[last] = index + 1;
      this.#expected = index === undefined ? 'key' : 'value';
      at = this.#skipBlanks(at + 1);
    }
    switch (this.#text[at]) {
      case QUOTE:
        return this.#string(at);
      case OPEN_ARRAY:
        return this.#open(at, 0, 'value or close');
      case OPEN_OBJECT:
        return this.#open(at, NO_KEY, 'key or close');
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        return this.#close(at);
      default:
        return this.#literal(at);
    }
  }

  #skipBlanks(from: number): number {
    const table = this.#levels.length === 0 ? IS_ROOT_BLANK : IS_BLANK;
    let at = from;
    while (table[this.#text[at] ?? 0] === 1) at += 1;
    return at;
  }

  #string(at: number): JsonToken {
    const isKey = this.#expected === 'key' || this.#expected === 'key or close';
    if (isKey) {
      this.#levels[this.#levels.length - 1] = ~at;
      this.#expected = 'colon';
    } else if (!this.#beginValue()) return this.#stop(at);
    this.from = at;
    this.contentTo = closingQuote(this.#text, at);
    this.to = Math.min(this.contentTo + 1, this.#text.length);
    return isKey ? 'key' : 'string';
  }

  #open(at: number, level: number, expected: Expected): JsonToken {
    if (!this.#beginValue()) return this.#stop(at);
    this.#levels.push(level);
    this.#expected = expected;
    this.from = at;
    this.to = at + 1;
    return 'open';
  }

  #close(at: number): JsonToken {
    const mayClose =
      this.#expected === 'comma or close' || this.#expected === 'value or close' || this.#expected === 'key or close';
    const isArray = (this.#levels.at(-1) ?? NO_KEY) >= 0;
    if (!mayClose || isArray !== (this.#text[at] === CLOSE_ARRAY)) return this.#stop(at);
    this.#levels.pop();
    this.#expected = this.#levels.length === 0 ? 'value' : 'comma or close';
    this.from = at;
    this.to = at + 1;
    return 'close';
  }

  #literal(at: number): JsonToken {
    const end = literalEnd(this.#text, at);
    if (end === at || !this.#beginValue()) return this.#stop(at);
    this.from = at;
    this.to = end;
    return 'literal';
  }

  /** Whether a value may begin here: if so, what comes behind it is expected next. */
  #beginValue(): boolean {
    if (this.#expected !== 'value' && this.#expected !== 'value or close') return false;
    this.#expected = this.#levels.length === 0 ? 'value' : 'comma or close';
    return true;
  }

  #stop(at: number): JsonToken {
    const isEnd = at >= this.#text.length;
    this.from = at;
    this.to = at;
    if (!isEnd) this.#expected = 'nothing';
    return isEnd ? 'end' : 'broken';
  }
}

/** Where the closing quote of the string at `from` stands, or where the text ends. */
function closingQuote(text: Uint8Array, from: number): number {
  let at = from + 1;
  for (let byte = text[at]; byte !== undefined && byte !== QUOTE; byte = text[at]) at += byte === BACKSLASH ? 2 : 1;
  return Math.min(at, text.length);
}

/** One past the number or word at `from`; `from` itself when there is none. A word cut off by the text's end is one. */
function literalEnd(text: Uint8Array, from: number): number {
  const first = text[from] ?? 0;
  let at = from;
  if (IS_DIGIT[first] === 1 || (first === MINUS && IS_DIGIT[text[from + 1] ?? 0] === 1)) {
    while (IS_NUMBER[text[at] ?? 0] === 1) at += 1;
  } else {
    const rest = text.length - from;
    const word = WORDS.find((bytes) => bytes.every((byte, i) => i >= rest || text[from + i] === byte));
    if (word === undefined || rest <= 0) return from;
    at = from + Math.min(word.length, rest);
  }
  return at >= text.length || ENDS_LITERAL[text[at] ?? 0] === 1 ? at : from;
}
