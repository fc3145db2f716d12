import type { Span } from '../../src/detect/mask/spans.ts';

/** `text` with the spans cut out and marked, which is how a table of texts reads best. */
export function masked(text: string, spans: readonly Span[]): string {
  let shown = '';
  let at = 0;
  for (const span of spans) {
    shown += `${text.slice(at, span.from)}...`;
    at = span.to;
  }
  return shown + text.slice(at);
}
