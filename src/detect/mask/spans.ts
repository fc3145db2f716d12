/** A stretch of a text, `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same characters as rising spans that neither touch nor overlap; empty ones are gone. */
export function merged(spans: readonly Span[]): Span[] {
  const sum: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue;
    const last = sum.at(-1);
    if (last !== undefined && span.from <= last.to) {
      sum[sum.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else sum.push(span);
  }
  return sum;
}

/** What of `spans` lies outside `hole`. */
export function without(spans: readonly Span[], hole: Span): Span[] {
  const left: Span[] = [];
  for (const { from, to } of spans) {
    if (from < hole.from) left.push({ from, to: Math.min(to, hole.from) });
    if (to > hole.to) left.push({ from: Math.max(from, hole.to), to });
  }
  return left;
}

/** The same spans in a text that starts `by` characters earlier. */
export function shifted(spans: readonly Span[], by: number): Span[] {
  return spans.map(({ from, to }) => ({ from: from + by, to: to + by }));
}
