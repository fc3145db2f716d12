import { Buffer } from 'node:buffer';
import type { ByteClass } from '../kernel/anchor.ts';
import { hostilePieces, hostileTexts } from './hostile-texts.ts';
import { anchoringOf } from './pattern/anchor-distance.ts';
import { isPlaceholder } from './placeholders.ts';
import { printBytes } from './pattern/byte-set.ts';
import { parsePattern, PatternFault } from './pattern/parse-pattern.ts';
import type { Pattern } from './pattern/pattern.ts';
import { widthOf } from './pattern/width.ts';
import { onBytes } from './utf8-pattern.ts';
import type { RuleFault } from './read-rule-file.ts';
import { MAX_REACH, type Match, type Rule } from './rule.ts';
import { anchorsOf, compileEagerRule, compileRuleFile, DEFAULT_AFTER, type RuleFile, sourceOf } from './rule-file.ts';

/** Sizes of the windows on which time is measured: that of a scan, and a quarter. */
const WINDOW_BYTES = 65_536;
const SMALL_BYTES = 16_384;

/** A small window that takes no longer needs no second look: four times as much is still nothing. */
const QUICK_MS = 10;

/** Nor does a text of some hundred bytes that takes no longer. */
const SHORT_MS = 1;

/** A window may take a rule no longer: a tenth of the time after which a scan is given up. The best of some runs counts. */
const MAX_WINDOW_MS = 500;
const TRIES = 3;

/** Four times the text may take four times as long, and twice that for the clock's sake. */
const MAX_GROWTH = 8;

/** Longest piece of a text that a fault shows. */
const MAX_SHOWN_CHARS = 60;

/** Texts that nobody takes for a threat: a pattern that finds something in each of them finds everything. */
const ORDINARY = [
  'The quick brown fox.',
  '{"id":1,"ok":true}',
  '<p>x</p>',
  '0123456789',
  'const a = () => b;',
  '- - -',
];

/**
 * Whether a rule keeps what its file promises; every fault it has, none when it is proven. The pattern is read and
 * bounded to what the rule may look at, every match of it holds an anchor where the rule looks for one, hits are found once
 * and misses never, and no window takes long. `nowMs`: a clock; `maxWindowMs`: time for a window, 500 ms without it. With a
 * pattern that runs away this does not return: run it where it can be ended.
 */
export function proveRule(file: RuleFile, nowMs: () => number, maxWindowMs = MAX_WINDOW_MS): readonly RuleFault[] {
  const compiled = compile(file);
  if (compiled.kind === 'faults') return compiled.faults;
  const { rule, pattern } = compiled;
  // Each is worth saying, and the time it takes, only where nothing plainer is wrong.
  for (const check of [emptyFaults, anchorFaults]) {
    const faults = check(file, pattern);
    if (faults.length > 0) return faults;
  }
  const timing = { nowMs, maxWindowMs };
  return [...textFaults(file, rule), ...timeFaults(file, pattern, timing), ...exceptionFaults(file, timing)];
}

type Compiled =
  | { readonly kind: 'rule'; readonly rule: Rule; readonly pattern: Pattern }
  | { readonly kind: 'faults'; readonly faults: readonly RuleFault[] };

function compile(file: RuleFile): Compiled {
  const faults: RuleFault[] = [];
  const check = (key: string, deed: () => unknown): void => {
    try {
      deed();
    } catch (error) {
      if (error instanceof RangeError) faults.push({ key, reason: error.message.replace(`${file.id}: `, '') });
      else if (error instanceof SyntaxError || error instanceof PatternFault) {
        const reason = error.message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '');
        faults.push({ key, reason: `${key} is no expression: ${reason}` });
      } else throw error;
    }
  };
  for (const { key, source, flags } of exceptionsOf(file))
    check(key, () => parsePattern(new RegExp(source, flags).source, 'js'));
  let pattern: Pattern | undefined;
  check('pattern', () => {
    const { source } = new RegExp(sourceOf(file));
    pattern = parsePattern(source, 'js', file.ignoreCase === true);
  });
  let rule: Rule | undefined;
  check('next', () => file.next === undefined || anchorsOf({ anchors: [], next: file.next }));
  if (faults.length === 0) {
    check('anchors', () => {
      rule = compileRuleFile(file);
    });
  }
  if (pattern === undefined || rule === undefined) return { kind: 'faults', faults };
  if (typeof file.group === 'number' && file.group > groupsIn(sourceOf(file))) {
    return { kind: 'faults', faults: [{ key: 'group', reason: `the pattern has no group ${file.group}` }] };
  }
  return { kind: 'rule', rule, pattern };
}

function groupsIn(pattern: string): number {
  return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
}

/** Every match holds an anchor, and lies within the reach that the file gives it. */
function anchorFaults(file: RuleFile, pattern: Pattern): RuleFault[] {
  const { before = 0, after = DEFAULT_AFTER } = file.reach ?? {};
  const anchoring = anchoringOf(pattern, anchorsOf(file));
  const named = file.anchors.length === 1 ? `the anchor ${show(file.anchors[0] ?? '')}` : 'any of the anchors';
  switch (anchoring.kind) {
    case 'unanchored':
      return [{ key: 'anchors', reason: `the pattern also matches ${show(anchoring.example)}, without ${named}` }];
    case 'undecided':
      return [{ key: 'pattern', reason: 'the pattern is too large to be looked through: divide the rule' }];
    case 'anchored':
  }
  const { nearest, farthest } = anchoring;
  const faults: RuleFault[] = [];
  if (farthest > before) {
    const where = farthest === Infinity ? 'any number of bytes' : `${farthest} bytes`;
    faults.push({
      key: 'reach',
      reason: `its anchor may stand ${where} behind the beginning of a match, and reach.before is ${before}`,
    });
  }
  if (before + after > MAX_REACH) {
    faults.push({ key: 'reach', reason: `before and after are ${before + after} together, and at most ${MAX_REACH}` });
  }
  const { max } = widthOf(pattern);
  if (max !== Infinity && max - nearest > after) {
    faults.push({
      key: 'reach',
      reason: `a match may end ${max - nearest} bytes behind the beginning of its anchor, and reach.after is ${after}`,
    });
  }
  return faults;
}

function emptyFaults(file: RuleFile, pattern: Pattern): RuleFault[] {
  const expression = new RegExp(sourceOf(file), file.ignoreCase === true ? 'i' : '');
  if (widthOf(pattern).min === 0 && expression.test(''))
    return [{ key: 'pattern', reason: 'the pattern matches the empty text' }];
  if (ORDINARY.every((text) => expression.test(text)))
    return [{ key: 'pattern', reason: 'the pattern matches everything' }];
  return [];
}

function textFaults(file: RuleFile, rule: Rule): RuleFault[] {
  const faults: RuleFault[] = [];
  for (const hit of file.hits) {
    const { length } = matchesIn(rule, asBytes(hit));
    if (length !== 1)
      faults.push({
        key: 'hits',
        reason: `the hit ${show(hit)} is ${length === 0 ? `not found${whyMissed(rule, hit)}` : `found ${length} times`}`,
      });
  }
  for (const miss of file.misses) {
    const [found] = matchesIn(rule, asBytes(miss));
    if (found !== undefined) faults.push({ key: 'misses', reason: `the miss ${show(miss)} is found` });
  }
  return faults;
}

function whyMissed({ isSecret }: Rule, hit: string): string {
  return isSecret && isPlaceholder(hit) ? ': it reads like an example, and these are passed over' : '';
}

/** How time is taken, and how much of it is allowed. */
interface Timing {
  readonly nowMs: () => number;
  readonly maxWindowMs: number;
}

/** The first hostile text that takes too long. */
function timeFaults(file: RuleFile, pattern: Pattern, timing: Timing): RuleFault[] {
  const { nowMs, maxWindowMs } = timing;
  const rule = compileEagerRule(file);
  const half = Math.ceil((file.reach?.after ?? DEFAULT_AFTER) / 2);
  const slow = hostileTexts(pattern, half, file.anchors[0]).filter((text) => {
    const bytes = asBytes(text);
    return bestOf(TRIES, SHORT_MS, nowMs, () => matchesIn(rule, bytes)) > SHORT_MS;
  });
  for (const piece of [...slow, ...hostilePieces(file, pattern)]) {
    const smallMs = timeOf(rule, asBytes(piece), SMALL_BYTES, 1, nowMs);
    if (smallMs <= QUICK_MS) continue;
    const wholeMs = timeOf(rule, asBytes(piece), WINDOW_BYTES, TRIES, nowMs);
    const isSteep = wholeMs > maxWindowMs / 2 && wholeMs > MAX_GROWTH * smallMs;
    if (wholeMs <= maxWindowMs && !isSteep) continue;
    const shown = show(piece);
    return [
      { key: 'pattern', reason: `64 KB of ${shown} take ${Math.round(wholeMs)} ms, and ${maxWindowMs} are allowed` },
    ];
  }
  return [];
}

/** What a match is held against, as it is run: over bytes in `except`, as it is written in `exceptIn`. */
function exceptionsOf({ except = [], exceptIn = {} }: RuleFile): { key: string; source: string; flags: string }[] {
  const written: readonly string[] = Object.values(exceptIn).flat();
  return [
    ...except.map((source) => ({ key: 'except', source: onBytes(source, true), flags: 'i' })),
    ...written.map((source) => ({ key: 'exceptIn', source, flags: '' })),
  ];
}

/** Parts of a window as long as a rule may look at: an exception may be tried in each. */
const PARTS = WINDOW_BYTES / MAX_REACH;

/** The first exception that takes too long on a text made to be hard for it. */
function exceptionFaults(file: RuleFile, { nowMs, maxWindowMs }: Timing): RuleFault[] {
  for (const { key, source, flags } of exceptionsOf(file)) {
    const expression = new RegExp(source, flags);
    for (const text of hostileTexts(parsePattern(expression.source, 'js', flags === 'i'), MAX_REACH)) {
      const ms = bestOf(TRIES, maxWindowMs / PARTS, nowMs, () => expression.test(asBytes(text)));
      if (ms > maxWindowMs / PARTS)
        return [{ key, reason: `${show(source)} takes ${Math.round(ms)} ms on ${show(text)}` }];
    }
  }
  return [];
}

/** The shortest of some runs over a window of the piece, repeated. */
function timeOf(rule: Rule, piece: string, bytes: number, tries: number, nowMs: () => number): number {
  const text = piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes);
  return bestOf(tries, QUICK_MS, nowMs, () => matchesIn(rule, text));
}

/** The shortest of at most `tries` runs, in milliseconds; one that takes no longer than `quickMs` is the last. */
function bestOf(tries: number, quickMs: number, nowMs: () => number, run: () => unknown): number {
  let best = Infinity;
  for (let count = 0; count < tries && best > quickMs; count++) {
    const before = nowMs();
    run();
    best = Math.min(best, nowMs() - before);
  }
  return best;
}

/** Every match of a rule in a text of one character per byte, one for each start, by anchors that are looked for one by one. */
export function matchesIn(rule: Rule, text: string): readonly Match[] {
  const found = new Map<number, Match>();
  for (const anchor of rule.anchors.map(expressionOf)) {
    for (let place = anchor.exec(text); place !== null; place = anchor.exec(text)) {
      const match = rule.match(text, place.index);
      if (match !== undefined) found.set(match.from, match);
      anchor.lastIndex = place.index + 1;
    }
  }
  return [...found.values()];
}

function expressionOf(anchor: readonly ByteClass[]): RegExp {
  return new RegExp(anchor.map(printBytes).join(''), 'g');
}

/** A text as traffic carries it, UTF-8, one character per byte. */
export function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** A text for a one-line message, without what would move a terminal's cursor. */
function show(text: string): string {
  const shown = JSON.stringify(text.slice(0, MAX_SHOWN_CHARS)).replace(/[\u007F-\u009F]/g, '?');
  return text.length > MAX_SHOWN_CHARS ? `${shown}…` : shown;
}
