/** What scanning is measured against: expressions as a straight port would have them, and rule packs behind keywords. */
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
  let matches = 0;
  expression.lastIndex = 0;
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
