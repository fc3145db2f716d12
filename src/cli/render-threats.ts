import type { Severity } from '../model/finding.ts';
import type { Threat } from '../model/threat.ts';
import type { Explain } from '../service/explanations.ts';
import { styled, type Terminal, visible } from './terminal.ts';

const GAP = '  ';
/** A snippet that would get less room stands on a line of its own. */
const MIN_SNIPPET = 24;
const INDENT = '    ';
const UNKNOWN = '-';

const STYLE = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'dim',
  info: 'dim',
} as const satisfies Record<Severity, string>;

/** A severity in its colour, filled up with blanks to `width`. */
export function severityText(terminal: Terminal, severity: Severity | undefined, width = 0): string {
  const text = (severity ?? UNKNOWN).padEnd(width);
  const style = severity === undefined ? undefined : STYLE[severity];
  return style === undefined ? visible(text) : styled(terminal, style, text);
}

/** Where a threat stands, and what hid it: `request.body messages[0].content (gzip>json)`. Older lines say less. */
export function placeText({ location, field, decoded }: Partial<Threat>): string {
  return [location, field, decoded && `(${decoded})`].filter(Boolean).join(' ');
}

/** `2026-02-19 13:41:59`, in UTC. */
function timeText({ timestamp }: Threat): string {
  return visible(timestamp.slice(0, 19).replace('T', ' '));
}

const COLUMNS: readonly { readonly title: string; readonly most: number; readonly of: (threat: Threat) => string }[] = [
  { title: 'TIME (UTC)', most: 19, of: timeText },
  { title: 'SEVERITY', most: 8, of: ({ severity }) => severity ?? UNKNOWN },
  { title: 'PATTERN', most: 24, of: ({ pattern }) => pattern },
  { title: 'WAY', most: 3, of: ({ direction }) => (direction === 'outbound' ? 'out' : 'in') },
  { title: 'HOST', most: 32, of: ({ dest }) => dest },
  { title: 'WHERE', most: 30, of: placeText },
];
const SEVERITY_COLUMN = 1;

/** The threats as a table no wider than the terminal; '' when there are none. Ends in a line end. */
export function renderTable(threats: readonly Threat[], terminal: Terminal): string {
  if (threats.length === 0) return '';
  const rows = threats.map((threat) => COLUMNS.map(({ of, most }) => cut(visible(of(threat)), most)));
  const widths = COLUMNS.map(({ title }, column) => {
    return Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0));
  });
  const total = terminal.columns ?? Number.POSITIVE_INFINITY;
  const room = total - widths.reduce((sum, width) => sum + width + GAP.length, 0);
  const isBeside = room >= MIN_SNIPPET;
  const heads = COLUMNS.map(({ title }, column) => title.padEnd(widths[column] ?? 0));
  const titles = [...heads, ...(isBeside ? ['SNIPPET'] : [])].join(GAP).trimEnd();
  const lines = rows.flatMap((cells, index) => {
    const shown = cells.map((cell, column) => {
      const filled = cell.padEnd(widths[column] ?? 0);
      return column === SEVERITY_COLUMN ? severityText(terminal, threats[index]?.severity, widths[column]) : filled;
    });
    const snippet = visible(threats[index]?.snippet ?? '');
    if (isBeside) return [[...shown, styled(terminal, 'dim', cut(snippet, room))].join(GAP)];
    return [shown.join(GAP).trimEnd(), INDENT + styled(terminal, 'dim', cut(snippet, total - INDENT.length))];
  });
  return `${[styled(terminal, 'bold', titles), ...lines].join('\n')}\n`;
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Each threat with what its rule says of it. Ends in a line end; '' when there are none. */
export function renderExplained(threats: readonly Threat[], explain: Explain, terminal: Terminal): string {
  return threats.map((threat) => `${explained(threat, explain, terminal).join('\n')}\n`).join('\n');
}

function explained(threat: Threat, explain: Explain, terminal: Terminal): string[] {
  const { threat_type: type, pattern, direction, protocol, dest, method = '', path = '' } = threat;
  const explanation = explain(pattern);
  const what = styled(terminal, 'bold', visible(`${type} ${pattern}`));
  const way = visible(`${direction} ${protocol} ${dest}`);
  return [
    `${timeText(threat)}${GAP}${severityText(terminal, threat.severity)}${GAP}${what}${GAP}${way}`,
    ...line('request', `${method} ${path}`),
    ...line('where', placeText(threat)),
    ...line('snippet', threat.snippet),
    ...line('secret', secretText(threat)),
    ...line('note', noteOn(threat)),
    ...line('means', explanation?.summary ?? `Nothing is known here of the rule "${pattern}".`),
    ...line('do', explanation?.advice ?? ''),
    ...line('false alarm', explanation?.falseAlarm ?? ''),
    ...line('id', threat.id),
  ];
}

/** Older lines lack some of it. */
function secretText({ prefix, length, fingerprint }: Partial<Threat>): string {
  const size = length === undefined ? '' : `${length} characters`;
  const print = fingerprint === undefined ? '' : `fingerprint ${fingerprint}`;
  return [prefix, size, print].filter(Boolean).join(', ');
}

function noteOn({ expected, example }: Threat): string {
  if (expected === true) return "Expected: a provider's own key on its way to log in there.";
  return example === true ? 'An example out of a documentation: it opens nothing.' : '';
}

function line(name: string, text: string): string[] {
  const shown = visible(text.trim());
  return shown === '' ? [] : [`  ${name.padEnd(11)} ${shown}`];
}
