import { Buffer } from 'node:buffer';
import type { Finding, ScanReport, ScanWindow } from '../model/finding.ts';
import { isAllowedByComment } from './allow-comment.ts';
import { findAll, findAtStart, MAX_PLACES } from './find-all.ts';
import { fingerprint } from './fingerprint.ts';
import type { CompileKernel } from './kernel/anchor.ts';
import { KNOWN_SEVERITY } from './known/known-value.ts';
import { nameKnown } from './known/name-known.ts';
import { locate } from './location.ts';
import { keptLength } from './mask/key-formats.ts';
import { RuleMatches, type Sighting, type Source } from './rule-matches.ts';
import { MAX_REACH, type Match, type Rule } from './rules/rule.ts';
import { shifted } from './mask/spans.ts';
import { secretsIn } from './secrets-in.ts';
import { describeMatch, LOOK_AHEAD, LOOK_BACK } from './snippet.ts';
import { BREAK } from './unfold/extract.ts';
import { unfold } from './unfold/layers.ts';
import type { Layer } from './unfold/text.ts';
import { isDocumentationExample } from './verdict/examples.ts';
import { namedHosts } from './verdict/named-hosts.ts';

const PIECE_BREAK = String.fromCharCode(...BREAK);

/** Anchors of one rule that are judged in all the texts a window holds in some encoding; those beyond are counted. */
const MAX_JUDGED = 4096;

/** What an engine is made of. */
export interface EngineParts {
  readonly rules: readonly Rule[];
  readonly compileKernel: CompileKernel;
  readonly maskSecrets: boolean;
  /** Findings of one rule reported from one window; those beyond are counted. */
  readonly maxFindings: number;
  /** With which fingerprints are made; without it they can be compared with those of any engine that has none. */
  readonly fingerprintKey?: string;
  /** Secrets on a line that holds `gitleaks:allow` are passed over; without it they are not. */
  readonly honoursAllowComments?: boolean;
}

/** Judges a window. Never throws whatever the bytes are. */
export type Engine = (window: ScanWindow) => ScanReport;

/**
 * Builds an engine: the rules are tried where their anchors stand, in the window as it came and in what its
 * encodings hide. The same thing is one finding however it is written: one per rule and start, and
 * none in the unfolded text that overlaps one of the same rule before. Findings are in rising order of offsets.
 */
export function createEngine(parts: EngineParts): Engine {
  const { rules, compileKernel, maskSecrets, maxFindings, fingerprintKey = '', honoursAllowComments = false } = parts;
  const anchors = rules.flatMap((rule, index) => rule.anchors.map((classes) => ({ rule: index, classes })));
  const kernel = compileKernel(anchors);

  return (window) => {
    const { bytes, base, ownFrom, ownTo, part } = window;
    const matches = rules.map(() => new RuleMatches());
    const original = latin1(bytes);
    const judged = rules.map(() => 0);
    let untried = 0;
    const search = (bytesRead: Uint8Array, layer: Layer | undefined): void => {
      for (const one of matches) one.beginLayer();
      let source: Source | undefined;
      const originOf = (offset: number): number => layer?.originOf(offset) ?? offset;
      const judge = (at: number, anchor: number): void => {
        const index = anchors[anchor]?.rule ?? -1;
        if (layer !== undefined) {
          if (layer.isPlain(at - MAX_REACH, at + MAX_REACH + MAX_PLACES)) return;
          const count = (judged[index] ?? 0) + 1;
          judged[index] = count;
          if (count > MAX_JUDGED) {
            untried += 1;
            return;
          }
        }
        source ??= {
          text: latin1(bytesRead),
          pathOf: (from, to) => layer?.pathOf(from, to) ?? '',
          originOf,
          isReworded: layer?.isReworded ?? false,
        };
        const match = rules[index]?.match(source.text, at);
        if (match === undefined) return;
        if (honoursAllowComments && rules[index]?.isSecret === true && isAllowedByComment(source.text, match)) return;
        const anchoredAt = base + originOf(Math.max(0, at));
        const isOwned = anchoredAt >= ownFrom && anchoredAt < ownTo;
        const [from, to] = [originOf(match.from), originOf(match.to)];
        matches[index]?.add({ from, to, isOwned, source, match });
      };
      if (base === 0) findAtStart(kernel, bytesRead, (anchor) => judge(-1, anchor));
      findAll(kernel, bytesRead, judge);
    };
    search(bytes, undefined);
    for (const layer of unfold(bytes, part, base === 0)) search(layer.bytes, layer);
    if (matches.every(({ isEmpty }) => isEmpty)) return { findings: [], omitted: 0, ...(untried > 0 && { untried }) };

    const hosts = part === 'request.head' ? namedHosts(original) : [];
    let secrets: readonly Sighting[] | undefined;
    const describe = (rule: Rule, sighting: Sighting): Finding => {
      const { from, to, source, match, known = match.known } = sighting;
      const piece = pieceAround(source.text, match);
      const start = match.from - piece.match.from;
      const around = {
        from: Math.max(start, match.from - LOOK_BACK),
        to: Math.min(start + piece.text.length, match.to + LOOK_AHEAD),
      };
      secrets ??= rules.flatMap(({ isSecret }, index) => (isSecret ? (matches[index]?.all() ?? []) : []));
      const beside = maskSecrets ? shifted(secretsIn(source, around, secrets), -start) : [];
      const matched = source.text.slice(match.from, match.to);
      const isExample = rule.isSecret && isDocumentationExample(matched);
      const kept = rule.isSecret ? keptLength(matched, 0) : 0;
      return {
        rule: rule.id,
        type: rule.type,
        severity: isExample ? 'info' : known === undefined ? rule.severity : KNOWN_SEVERITY,
        offset: base + from,
        length: to - from,
        location: locate(part, original, base, from),
        path: [source.pathOf(match.from, match.to), match.known?.form ?? ''].filter((part) => part !== '').join('>'),
        ...(known !== undefined && { known: known.name, knownFrom: known.origin }),
        snippet: describeMatch(piece.text, piece.match, rule.isSecret, maskSecrets, base > 0, beside).snippet,
        fingerprint: match.known?.fingerprint ?? fingerprint(matched, fingerprintKey),
        matchLength: matched.length,
        ...(kept > 0 && { prefix: matched.slice(0, kept) }),
        ...(rule.isSecret && { isSecret: true }),
        ...(isExample && { isExample }),
        ...(hosts.length > 0 && { hosts }),
      };
    };
    let omitted = 0;
    const found = rules.map(({ isSecret }, index) => {
      const owned = matches[index]?.owned() ?? [];
      omitted += Math.max(0, owned.length - maxFindings);
      return { isSecret, sightings: owned.slice(0, maxFindings) };
    });
    const named = nameKnown(found);
    const findings = rules.flatMap((rule, index) => named[index]?.map((sighting) => describe(rule, sighting)) ?? []);
    return { findings: findings.sort((a, b) => a.offset - b.offset), omitted, ...(untried > 0 && { untried }) };
  };
}

/** The piece of a text in which a match stands: what is beyond a break stood elsewhere, and is nobody's context. */
function pieceAround(text: string, match: Match): { readonly text: string; readonly match: Match } {
  const before = match.from === 0 ? -1 : text.lastIndexOf(PIECE_BREAK, match.from - 1);
  const start = before === -1 ? 0 : Math.min(match.from, before + PIECE_BREAK.length);
  const after = text.indexOf(PIECE_BREAK, match.to);
  const end = after === -1 ? text.length : after;
  return { text: text.slice(start, end), match: { from: match.from - start, to: match.to - start } };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
