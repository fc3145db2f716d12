import { Buffer } from 'node:buffer';
import { ANY_BYTE, bytesBetween, classOf, complement, inBothCases } from './byte-set.ts';
import type { ByteSet, Pattern } from './pattern.ts';

/** JavaScript without the flags `u` and `v`, or RE2, the expressions of Go. */
export type Dialect = 'js' | 're2';

/** Groups within groups; a pattern that needs more is none that a person wrote. */
const MAX_DEPTH = 100;

/** RE2 refuses counts above this; JavaScript doesn't, but no window holds so many. */
const MAX_COUNT = 100_000;

/** Why an expression can't be read; the message is part of a sentence. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault';
}

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotTakesAll: boolean;
  readonly isUngreedy: boolean;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const EMPTY: Pattern = { kind: 'sequence', items: [] };
const COUNTS = /\{(\d+)(?:(,)(\d*))?\}/y;
const FLAGS = /\(\?([imsU]*)(?:-([imsU]+))?([:)])/y;
const NAMED_GROUP = /\(\?P?<([A-Za-z_]\w*)>/y;
const POSIX = /\[:(\^?)(\w+):\]/y;

const POSIX_CLASSES: Readonly<Record<string, ByteSet>> = {
  alnum: bytesBetween('09', 'AZ', 'az'),
  alpha: bytesBetween('AZ', 'az'),
  ascii: bytesBetween('\0\u007F'),
  blank: bytesBetween('\t\t', '  '),
  cntrl: bytesBetween('\0\u001F', '\u007F\u007F'),
  digit: bytesBetween('09'),
  graph: bytesBetween('!~'),
  lower: bytesBetween('az'),
  print: bytesBetween(' ~'),
  punct: bytesBetween('!/', ':@', '[`', '{~'),
  space: bytesBetween('\t\r', '  '),
  upper: bytesBetween('AZ'),
  word: bytesBetween('09', 'AZ', '__', 'az'),
  xdigit: bytesBetween('09', 'AF', 'af'),
};

/** The classes of an escape by its letter. */
function escapedClass(letter: string, dialect: Dialect): ByteSet | undefined {
  const blanks = classOf(dialect === 'js' ? 'blank' : 'asciiBlank');
  const classes: Readonly<Record<string, ByteSet>> = { d: classOf('digit'), w: classOf('word'), s: blanks };
  const members = classes[letter.toLowerCase()];
  if (members === undefined) return undefined;
  return letter === letter.toLowerCase() ? members : complement(members);
}

/** The items one after the other, without sequences in sequences. */
export function sequenceOf(items: readonly Pattern[]): Pattern {
  const flat = items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: 'sequence', items: flat };
}

/** Reads one expression from left to right. */
class Parser {
  readonly #text: string;
  readonly #dialect: Dialect;
  #at = 0;
  #depth = 0;
  #flags: Flags;

  constructor(text: string, dialect: Dialect, ignoresCase: boolean) {
    this.#text = text;
    this.#dialect = dialect;
    this.#flags = { ignoresCase, isMultiline: false, dotTakesAll: false, isUngreedy: false };
  }

  parse(): Pattern {
    const pattern = this.#choice();
    if (this.#at < this.#text.length) throw new PatternFault('a ")" closes nothing');
    return pattern;
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found === null) return undefined;
    this.#at = expression.lastIndex;
    return found;
  }

  #skip(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #choice(): Pattern {
    const options = [this.#sequence()];
    while (this.#skip('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(): Pattern {
    const items: Pattern[] = [];
    while (this.#at < this.#text.length && !/[|)]/.test(this.#text[this.#at] ?? '')) {
      items.push(this.#repeated(this.#item()));
    }
    return sequenceOf(items);
  }

  #repeated(item: Pattern): Pattern {
    const counts = this.#counts();
    if (counts === undefined) return item;
    if (item.kind === 'edge') throw new PatternFault('an assertion is repeated');
    const isLazy = this.#skip('?') !== this.#flags.isUngreedy;
    if (this.#skip('+')) throw new PatternFault('possessive quantifiers are not understood');
    return { kind: 'repeat', item, ...counts, isLazy };
  }

  #counts(): { readonly min: number; readonly max: number } | undefined {
    if (this.#skip('*')) return { min: 0, max: Infinity };
    if (this.#skip('+')) return { min: 1, max: Infinity };
    if (this.#skip('?')) return { min: 0, max: 1 };
    const found = this.#take(COUNTS);
    if (found === undefined) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === '' ? Infinity : Number(found[3]);
    if (min > max) throw new PatternFault(`{${min},${max}} counts backwards`);
    if (min > MAX_COUNT || (max > MAX_COUNT && max !== Infinity))
      throw new PatternFault(`a count is over ${MAX_COUNT}`);
    return { min, max };
  }

  #item(): Pattern {
    const character = this.#text[this.#at] ?? '';
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'bytes', bytes: this.#class() };
      case '\\':
        return this.#escape();
      case '.':
        this.#at += 1;
        return { kind: 'bytes', bytes: this.#dot() };
      case '^':
      case '$':
        this.#at += 1;
        return { kind: 'edge', source: this.#lineEdge(character) };
      case '*':
      case '+':
      case '?':
        throw new PatternFault(`"${character}" repeats nothing`);
      default:
        return this.#literal();
    }
  }

  #dot(): ByteSet {
    if (this.#flags.dotTakesAll) return ANY_BYTE;
    return complement(new Set(this.#dialect === 'js' ? [10, 13] : [10]));
  }

  #lineEdge(character: string): string {
    if (!this.#flags.isMultiline) return character;
    return character === '^' ? String.raw`(?<![^\n])` : String.raw`(?![^\n])`;
  }

  #literal(): Pattern {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return this.#character(code);
  }

  /** A character, which RE2 means in UTF-8, and JavaScript as the one byte of a text that is read byte by byte. */
  #character(code: number): Pattern {
    if (this.#dialect === 're2' && code > 0x7f) {
      const bytes = [...Buffer.from(String.fromCodePoint(code))];
      return sequenceOf(bytes.map((byte) => ({ kind: 'bytes', bytes: new Set([byte]) })));
    }
    return { kind: 'bytes', bytes: this.#cased(new Set([this.#byteOf(code)])) };
  }

  #byteOf(code: number): number {
    if (code <= (this.#dialect === 'js' ? 0xff : 0x7f)) return code;
    const utf8 = [...Buffer.from(String.fromCodePoint(code))].map((byte) => `\\x${byte.toString(16)}`).join('');
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    if (this.#dialect === 're2') throw new PatternFault(`${name} stands in a class, and texts are read byte by byte`);
    throw new PatternFault(`${name} is no byte: texts are read byte by byte, so write ${utf8}`);
  }

  #cased(bytes: ByteSet): ByteSet {
    return this.#flags.ignoresCase ? inBothCases(bytes) : bytes;
  }

  #group(): Pattern {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new PatternFault(`groups stand more than ${MAX_DEPTH} deep`);
    const outer = this.#flags;
    const pattern = this.#openGroup();
    this.#depth -= 1;
    if (pattern.kind !== 'flags') this.#flags = outer;
    return pattern.kind === 'flags' ? EMPTY : pattern;
  }

  #openGroup(): Pattern | { readonly kind: 'flags' } {
    for (const opening of ['(?=', '(?!', '(?<=', '(?<!'] as const) {
      if (!this.#skip(opening)) continue;
      if (this.#dialect === 're2') throw new PatternFault(`RE2 knows no ${opening}…)`);
      return { kind: 'look', opening, item: this.#inside() };
    }
    if (this.#take(NAMED_GROUP)) return { kind: 'group', item: this.#inside() };
    const flags = this.#take(FLAGS);
    if (flags !== undefined) {
      this.#setFlags(flags[1] ?? '', flags[2] ?? '');
      return flags[3] === ')' ? { kind: 'flags' } : this.#inside();
    }
    if (this.#skip('(?')) throw new PatternFault(`"(?${this.#text[this.#at] ?? ''}" is not understood`);
    this.#skip('(');
    return { kind: 'group', item: this.#inside() };
  }

  #setFlags(on: string, off: string): void {
    if (this.#dialect === 'js' && on + off !== '')
      throw new PatternFault('flags inside an expression are not understood');
    const isOn = (flag: string, before: boolean): boolean => (before || on.includes(flag)) && !off.includes(flag);
    this.#flags = {
      ignoresCase: isOn('i', this.#flags.ignoresCase),
      isMultiline: isOn('m', this.#flags.isMultiline),
      dotTakesAll: isOn('s', this.#flags.dotTakesAll),
      isUngreedy: isOn('U', this.#flags.isUngreedy),
    };
  }

  #inside(): Pattern {
    const pattern = this.#choice();
    if (!this.#skip(')')) throw new PatternFault('a "(" is never closed');
    return pattern;
  }

  #escape(): Pattern {
    this.#at += 1;
    const letter = this.#text[this.#at];
    if (letter === undefined) throw new PatternFault(String.raw`it ends with a "\"`);
    if (letter === 'b' || letter === 'B') return this.#edge(`\\${letter}`);
    if (this.#dialect === 're2') {
      if (letter === 'A') return this.#edge('^');
      if (letter === 'z') return this.#edge('$');
      if (letter === 'Q') return this.#quoted();
    } else {
      const number = this.#take(/[1-9]\d*/y);
      if (number !== undefined) return { kind: 'again', group: Number(number[0]) };
      if (this.#take(/k<[^>]*>/y)) throw new PatternFault('groups are referred to by number, not by name');
    }
    const members = escapedClass(letter, this.#dialect);
    if (members === undefined) return this.#character(this.#escapedCode());
    this.#at += 1;
    return { kind: 'bytes', bytes: members };
  }

  #edge(source: string): Pattern {
    this.#at += 1;
    return { kind: 'edge', source };
  }

  #quoted(): Pattern {
    this.#at += 1;
    const end = this.#text.indexOf(String.raw`\E`, this.#at);
    const items: Pattern[] = [];
    const to = end === -1 ? this.#text.length : end;
    while (this.#at < to) items.push(this.#literal());
    if (end !== -1) this.#at += 2;
    return sequenceOf(items);
  }

  /** The code of the character that an escape stands for; `#at` is behind the backslash. */
  #escapedCode(): number {
    const letter = this.#text[this.#at] ?? '';
    const coded = this.#take(
      /x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|(0[0-7]{0,2}|[1-7][0-7]{2})/y,
    );
    if (coded !== undefined) {
      const [, byte, braced, unit, octal = ''] = coded;
      const hex = byte ?? braced ?? unit;
      return hex === undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
    }
    this.#at += 1;
    const simple = SIMPLE_ESCAPES[letter] ?? (letter === 'a' && this.#dialect === 're2' ? 7 : undefined);
    if (simple !== undefined) return simple;
    if (/[A-Za-z0-9]/.test(letter)) throw new PatternFault(`"\\${letter}" is not understood`);
    return letter.charCodeAt(0);
  }

  #class(): ByteSet {
    this.#at += 1;
    const isNegated = this.#skip('^');
    const members = new Set<number>();
    for (let isFirst = true; ; isFirst = false) {
      if (this.#at >= this.#text.length) throw new PatternFault('a "[" is never closed');
      // In RE2 a bracket that comes first stands for itself.
      if (this.#text[this.#at] === ']' && (!isFirst || this.#dialect === 'js')) break;
      this.#member(members);
    }
    this.#at += 1;
    const cased = this.#cased(members);
    return isNegated ? complement(cased) : cased;
  }

  #member(members: Set<number>): void {
    const posix = this.#dialect === 're2' ? this.#take(POSIX) : undefined;
    if (posix !== undefined) {
      const [, not, name = ''] = posix;
      const named = POSIX_CLASSES[name];
      if (named === undefined) throw new PatternFault(`there is no class [:${name}:]`);
      for (const byte of not === '^' ? complement(named) : named) members.add(byte);
      return;
    }
    const from = this.#memberCode();
    if (typeof from !== 'number') {
      for (const byte of from) members.add(byte);
      return;
    }
    const isRange = this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']';
    let to = from;
    if (isRange) {
      this.#at += 1;
      const end = this.#memberCode();
      if (typeof end !== 'number') {
        for (const byte of [...end, 0x2d]) members.add(byte);
      } else to = end;
    }
    if (to < from) throw new PatternFault('a range in a class runs backwards');
    for (let code = this.#byteOf(from); code <= this.#byteOf(to); code++) members.add(code);
  }

  #memberCode(): number | ByteSet {
    if (!this.#skip('\\')) {
      const code = this.#text.codePointAt(this.#at) ?? 0;
      this.#at += code > 0xffff ? 2 : 1;
      return code;
    }
    const letter = this.#text[this.#at] ?? '';
    const members = escapedClass(letter, this.#dialect);
    if (members === undefined) return this.#dialect === 'js' && this.#skip('b') ? 8 : this.#escapedCode();
    this.#at += 1;
    return members;
  }
}

/** Takes an expression apart. Throws a PatternFault that says what can't be read. */
export function parsePattern(text: string, dialect: Dialect, ignoresCase = false): Pattern {
  return new Parser(text, dialect, ignoresCase).parse();
}
