/** What scanning is measured against: expressions as a straight port would have them, and rule packs behind keywords. */
import { MAX_AT_ONE_OFFSET } from '../src/detect/kernel/at-one-offset.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { sourceOf, type RuleFile } from '../src/detect/rules/rule-file.ts';

/** The twelve patterns, unanchored, one after the other. All engines read them. */
export const TWELVE: readonly RegExp[] = [
  /sk-(?:ant|live|gpt|pro)-[A-Za-z0-9_-]{10,}/g,
  /A[KS]IA[0-9A-Z]{16}/g,
  /-----BEGIN (?:RSA|OPENSSH|EC|DSA) PRIVATE KEY-----/g,
  /\.ssh\/(?:id_rsa|id_ed25519|authorized_keys)/g,
  /\/etc\/(?:passwd|shadow|sudoers)/g,
  /\/\.env|\/\.aws\/credentials/g,
  /ssh-rsa\s+[A-Za-z0-9+/]{40,}/g,
  /(?:curl|wget)\s+\S+\s*\|\s*(?:ba)?sh/gi,
  /(?:ba)?sh\s+-[ci]\s+["']/gi,
  /\b(?:nc|netcat|ncat)\s+\S+\s+\d+/gi,
  /rm\s+-rf\s+\//gi,
  /echo\s+["']?ssh-rsa/gi,
];

/** Searches a window; the number of matches. */
export type Search = (window: Buffer) => number;

/** One expression after the other over the window as latin1. */
export const searchTwelve: Search = (window) => {
  const text = window.toString('latin1');
  return TWELVE.reduce((matches, expression) => matches + countOf(expression, text), 0);
};

const ALTERNATION = new RegExp(
  // V8 of Node 20 has no flags inside of an expression: what is meant in any case is written so.
  TWELVE.map(({ source, ignoreCase }) => `(${ignoreCase ? inAnyCase(source) : source})`).join('|'),
  'g',
);

/** What each of the twelve begins with, `(?:ba)?` apart; a blank stands for every character that `\\s` takes. */
const BEGINNINGS: readonly { readonly expression: number; readonly texts: readonly string[] }[] = [
  { expression: 0, texts: ['sk-ant-', 'sk-live-', 'sk-gpt-', 'sk-pro-'] },
  { expression: 1, texts: ['AKIA', 'ASIA'] },
  { expression: 2, texts: ['-----BEG'] },
  { expression: 3, texts: ['.ssh/id_', '.ssh/aut'] },
  { expression: 4, texts: ['/etc/pas', '/etc/sha', '/etc/sud'] },
  { expression: 5, texts: ['/.env', '/.aws/cr'] },
  { expression: 6, texts: ['ssh-rsa '] },
  { expression: 7, texts: ['curl ', 'wget '] },
  { expression: 8, texts: ['sh -c', 'sh -i', 'sh  '] },
  { expression: 9, texts: ['nc ', 'netcat ', 'ncat '] },
  { expression: 10, texts: ['rm -r', 'rm  '] },
  { expression: 11, texts: ['echo s', 'echo "', "echo '", 'echo  '] },
];
const BLANKS = new Set(Array.from('\t\n\v\f\r ', (blank) => blank.charCodeAt(0)));
const OPTIONAL_START = 'ba';

/** Pairs the kernel writes before it is called again; so many of no use in so few bytes show a window to be made of beginnings. */
const PAIRS = 512;
const MANY_IN_VAIN = 384;
const FEW_BYTES = 8192;

/**
 * The twelve with the kernel: where one of their beginnings stands, its expression is tried there and nowhere else. What
 * remains of a window that is made of beginnings is left to the expressions alone.
 */
export function kernelSearch(): Search {
  const anchors = BEGINNINGS.flatMap(({ expression, texts }) =>
    texts.map((text) => ({
      rule: expression,
      classes: Array.from(text, (character) => classOf(character, TWELVE[expression]?.ignoreCase === true)),
    })),
  );
  const kernel = compileKernel(anchors);
  const sticky = TWELVE.map(({ source, flags }) => new RegExp(source, flags.replace('g', 'y')));
  const pairs = new Int32Array(2 * PAIRS);
  return (window) => {
    const ends = sticky.map(() => 0);
    let text: string | undefined;
    let matches = 0;
    for (let from = 0; ; ) {
      const count = kernel.find(window, from, pairs);
      if (count === 0) return matches;
      text ??= window.toString('latin1');
      let inVain = count;
      for (let pair = 0; pair < 2 * count; pair += 2) {
        const at = pairs[pair] ?? 0;
        const rule = anchors[pairs[pair + 1] ?? 0]?.rule ?? 0;
        const [expression, end = 0] = [sticky[rule], ends[rule]];
        if (expression === undefined || at < end) continue;
        const before = at - OPTIONAL_START.length;
        const isLonger = rule === 8 && before >= end && text.slice(before, at).toLowerCase() === OPTIONAL_START;
        expression.lastIndex = isLonger ? before : at;
        if (!expression.test(text)) continue;
        ends[rule] = expression.lastIndex;
        inVain -= 1;
        matches += 1;
      }
      if (count + MAX_AT_ONE_OFFSET <= PAIRS) return matches;
      const next = (pairs[2 * count - 2] ?? 0) + 1;
      if (inVain >= MANY_IN_VAIN && next - from <= FEW_BYTES)
        return matches + countBehind(Math.max(0, next - OPTIONAL_START.length), ends, text);
      from = next;
    }
  };
}

/** Matches of the twelve in the rest of a text, each from where its last one ended. */
function countBehind(from: number, ends: readonly number[], text: string): number {
  return TWELVE.reduce(
    (matches, expression, rule) => matches + countFrom(Math.max(from, ends[rule] ?? 0), expression, text),
    0,
  );
}

function classOf(character: string, isAnyCase: boolean): ReadonlySet<number> {
  if (character === ' ') return BLANKS;
  const cases = isAnyCase ? [character.toLowerCase(), character.toUpperCase()] : [character];
  return new Set(cases.map((one) => one.charCodeAt(0)));
}

/** All twelve in one expression. */
export const searchAlternation: Search = (window) => countOf(ALTERNATION, window.toString('latin1'));

/** Rule files as a scanner of repositories runs them: a keyword lets an expression search all of the window. */
export function gatedSearch(files: readonly RuleFile[]): Search {
  const gated = files.map((file) => {
    const isAnyCase = file.ignoreCase !== undefined && file.ignoreCase !== false;
    const keywords = file.anchors.map((anchor) => Buffer.from(anchor).toString('latin1'));
    return {
      isAnyCase,
      keywords: isAnyCase ? keywords.map((keyword) => keyword.toLowerCase()) : keywords,
      expression: new RegExp(sourceOf(file), file.ignoreCase === true ? 'gi' : 'g'),
    };
  });
  return (window) => {
    const text = window.toString('latin1');
    const lower = text.toLowerCase();
    return gated.reduce((matches, { isAnyCase, keywords, expression }) => {
      const searched = isAnyCase ? lower : text;
      return keywords.some((keyword) => searched.includes(keyword)) ? matches + countOf(expression, text) : matches;
    }, 0);
  };
}

function countOf(expression: RegExp, text: string): number {
  return countFrom(0, expression, text);
}

function countFrom(from: number, expression: RegExp, text: string): number {
  let matches = 0;
  expression.lastIndex = from;
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    matches += 1;
    if (found[0] === '') expression.lastIndex += 1;
  }
  return matches;
}

function inAnyCase(source: string): string {
  return source
    .replace(/\\.|[a-z]/g, (one) => (one.length > 1 ? one : `[${one}${one.toUpperCase()}]`))
    .replaceAll(/\[-\[cC\]\[iI\]\]|\[\[cC\]\[iI\]\]/g, '[cCiI]');
}
