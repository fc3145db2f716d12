import { credentialSpans, cutSpan } from './mask/credentials.ts';
import { secrecyOf } from './mask/field-name.ts';
import { keptLength, tokenEnd } from './mask/key-formats.ts';
import { merged, shifted, without } from './mask/spans.ts';
import type { Span } from './mask/spans.ts';
import { characterStart, head, oneLine, tail } from './one-line.ts';
import type { Match } from './rules/rule.ts';

/** A snippet's ceiling, in UTF-16 units: the specification's 200 characters. */
export const MAX_SNIPPET = 200;

/** What is looked at around a match to know what stands beside it; the snippet is cut out of it afterwards. */
export const LOOK_BACK = 2048;
export const LOOK_AHEAD = 1024;
/** Bytes of a match, and bytes to each side of it, that are rendered at most. */
const CONTEXT = 512;
/** Context wanted in front of a match, in characters, when there is enough behind it too. */
const LEAD = 80;
const MASK = '...';
const FIELD_LEAD = /([A-Za-z][\w.-]{1,40})["']?\s{0,4}[:=]\s{0,4}["']?/y;

/**
 * What a threat line shows of a match: one printable line of at most `MAX_SNIPPET` characters, the match and some of
 * what stands around it. `text` is a window, one byte per character (latin1).
 *
 * With `maskSecrets`, credentials read `...`: the match itself when `isSecret` (its published beginning, such as
 * `sk-ant-api03-`, AKIA or a PEM header, stays), and whatever else around it may be one. They are looked for in the
 * kilobytes around the match before anything is cut. A match that is no secret stays readable even inside a masked
 * value, save for the credentials it holds itself.
 *
 * `isCut`: the window may begin in the middle of a text, so its first words may be the end of a credential and are
 * masked; say false for the window at a text's beginning. `secrets`: stretches that are known to be credentials,
 * whatever they look like. Never throws; work is bounded by the kilobytes looked at
 * and the length of the match.
 */
export function describeMatch(
  text: string,
  match: Match,
  isSecret: boolean,
  maskSecrets: boolean,
  isCut = true,
  secrets: readonly Span[] = [],
): { snippet: string } {
  const from = characterStart(text, clamp(match.from, 0, text.length));
  const wanted = clamp(match.to, from, Math.min(text.length, from + CONTEXT));
  const ahead = characterStart(text, wanted);
  const to = ahead < wanted ? Math.min(text.length, ahead + utf8Length(text.charCodeAt(ahead))) : wanted;
  const masks = maskSecrets ? masksAround(text, { from, to }, isSecret, isCut, secrets) : [];

  const start = contextStart(text, from, masks);
  const end = characterStart(text, Math.min(text.length, to + CONTEXT));
  return {
    snippet: fitted(
      rendered(text, { from: start, to: from }, masks),
      rendered(text, { from, to }, masks),
      rendered(text, { from: to, to: end }, masks),
    ),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function utf8Length(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/** What to mask around and in a match, as rising offsets of `text`. */
function masksAround(text: string, match: Span, isSecret: boolean, isCut: boolean, secrets: readonly Span[]): Span[] {
  const base = Math.max(0, match.from - LOOK_BACK);
  const around = text.slice(base, match.to + LOOK_AHEAD);
  const unknownStart = base > 0 || isCut;
  const from = match.from - base;
  const to = match.to - base;
  const spans = credentialSpans(around, unknownStart);
  for (const secret of shifted(secrets, -base)) {
    const at = Math.max(0, secret.from);
    const end = Math.min(around.length, secret.to);
    if (end > at) spans.push({ from: Math.min(end, at + keptLength(around, at)), to: end });
  }
  if (unknownStart) spans.push(cutSpan(around, from - MAX_SNIPPET));
  if (isSecret) {
    const kept = keptOf(around.slice(from, to));
    const shown = { from, to: from + kept };
    const own = { from: shown.to, to: Math.max(to, tokenEnd(around, to)) };
    return shifted(merged([...without(spans, shown), own]), base);
  }
  const inside = credentialSpans(around.slice(from, to), false);
  const begun = spans.filter((span) => span.from > from && span.from < to);
  return shifted(merged([...without(spans, { from, to }), ...begun, ...shifted(inside, from)]), base);
}

/** How much of a secret's beginning is published: a known prefix, or the name of the field it is found in. */
function keptOf(secret: string): number {
  FIELD_LEAD.lastIndex = 0;
  const field = FIELD_LEAD.exec(secret);
  const lead = field !== null && secrecyOf(field[1] ?? '') !== 'never' ? FIELD_LEAD.lastIndex : 0;
  return lead + keptLength(secret, lead);
}

/** A span of the text as one line; a mask reads `MASK` where it begins. */
function rendered(text: string, { from, to }: Span, masks: readonly Span[]): string {
  let shown = '';
  let at = from;
  for (const mask of masks) {
    if (mask.to <= from || mask.from >= to) continue;
    shown += text.slice(at, Math.max(at, mask.from));
    if (mask.from >= from) shown += MASK;
    at = mask.to;
  }
  return oneLine(shown + text.slice(at, Math.max(at, to)));
}

/** Where the context before `from` begins: `CONTEXT` bytes back, or before the mask that reaches over that place. */
function contextStart(text: string, from: number, masks: readonly Span[]): number {
  const wanted = Math.max(0, from - CONTEXT);
  const over = masks.find((mask) => mask.from < wanted && mask.to > wanted);
  const start = over === undefined ? wanted : Math.max(0, from - LOOK_BACK, over.from - LEAD);
  return characterStart(text, start);
}

/** Puts the three together within `MAX_SNIPPET`: the match first, then some of its lead, then what follows. */
function fitted(before: string, middle: string, after: string): string {
  const lead = before.trimStart();
  const rest = after.trimEnd();
  if (middle.length > MAX_SNIPPET) return head(middle, MAX_SNIPPET - MASK.length) + MASK;
  const room = MAX_SNIPPET - middle.length;
  const leadRoom = Math.min(room, Math.max(LEAD, room - rest.length));
  const shownLead = tail(lead, leadRoom);
  const shown = shownLead + middle + head(rest, room - shownLead.length);
  return shown.replaceAll(/ {2,}/g, ' ').trim();
}
