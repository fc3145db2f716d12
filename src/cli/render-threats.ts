import type { Severity } from '../model/finding.ts';
import type { Threat } from '../model/threat.ts';
import type { Explain } from '../service/explanations.ts';
import { hanging } from './hanging.ts';
import { styled, type Terminal, visible } from './terminal.ts';

const GAP = '  ';
/** A snippet that would get less room stands on a line of its own. */
const MIN_SNIPPET = 24;
const INDENT = '    ';
/** No column is made narrower. */
const MIN_LAST = 8;
const UNKNOWN = '-';
const ID_CHARS = 8;
/** What stands in a snippet where a secret was. */
const MASK = '...';

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
export function timeText({ timestamp }: Threat): string {
  return visible(timestamp.slice(0, 19).replace('T', ' '));
}

/** As much of the id as tells it from others; `--id` takes it. Lines of earlier versions have none. */
export function idText({ id }: Partial<Threat>): string {
  return visible(id?.slice(0, ID_CHARS) ?? UNKNOWN);
}

/** In place of a list that is empty. */
export const NO_THREATS = 'No threats to show.';

/** What is said of expected credentials that a list passes over; '' of none. */
export function foldedText(count: number): string {
  if (count === 0) return '';
  return `${count} expected credential${count === 1 ? '' : 's'} not shown; clawsec threats --all shows ${count === 1 ? 'it' : 'them'}.`;
}

interface Column {
  readonly title: string;
  /** What is longer is cut. */
  readonly most: number;
  readonly of: (threat: Threat) => string;
}

const TIME: Column = { title: 'TIME (UTC)', most: 19, of: timeText };
/** Without the year, where there is little room. */
const SHORT_TIME: Column = { ...TIME, of: (threat) => timeText(threat).slice(5) };
const ID: Column = { title: 'ID', most: ID_CHARS, of: idText };
const COLUMNS: readonly Column[] = [
  { title: 'SEVERITY', most: 8, of: ({ severity }) => severity ?? UNKNOWN },
  { title: 'PATTERN', most: 28, of: ({ pattern }) => pattern },
  { title: 'WAY', most: 3, of: ({ direction }) => (direction === 'outbound' ? 'out' : 'in') },
  { title: 'HOST', most: 32, of: ({ dest }) => dest },
];
const WHERE: Column = { title: 'WHERE', most: 30, of: placeText };

/**
 * The threats as a table as wide as the terminal: where that is too narrow for all columns, id, place and snippet stand on
 * a second line. '' when there are none. Ends in a line end.
 */
export function renderTable(threats: readonly Threat[], terminal: Terminal): string {
  if (threats.length === 0) return '';
  const total = terminal.columns ?? Number.POSITIVE_INFINITY;
  const wide = layOut([TIME, ID, ...COLUMNS, WHERE], threats, terminal);
  const room = total - wide.width - GAP.length;
  if (room >= MIN_SNIPPET) {
    const lines = wide.lines.map((line, index) => {
      return `${line}${GAP}${styled(terminal, 'dim', snippetText(threats[index], room))}`;
    });
    return `${[styled(terminal, 'bold', `${wide.titles}${GAP}SNIPPET`), ...lines].join('\n')}\n`;
  }
  const narrow = layOut([SHORT_TIME, ...COLUMNS], threats, terminal);
  const lines = narrow.lines.flatMap((line, index) => {
    const threat = threats[index];
    const place = `${textOf(ID, threat)}${GAP}${textOf(WHERE, threat)}`;
    const below = cut(place, total - INDENT.length - MIN_SNIPPET - GAP.length) + GAP;
    const snippet = snippetText(threat, total - INDENT.length - below.length);
    return [line.trimEnd(), INDENT + styled(terminal, 'dim', `${below}${snippet}`.trimEnd())];
  });
  return `${[styled(terminal, 'bold', narrow.titles.trimEnd()), ...lines].join('\n')}\n`;
}

interface Layout {
  readonly titles: string;
  readonly lines: readonly string[];
  /** In characters. */
  readonly width: number;
}

/** The last column gives way where the terminal is narrow. */
function layOut(columns: readonly Column[], threats: readonly Threat[], terminal: Terminal): Layout {
  const cells = columns.map((column) => threats.map((threat) => cut(textOf(column, threat), column.most)));
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...(cells[at] ?? []).map((one) => one.length)));
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const last = Math.max(
    MIN_LAST,
    Math.min(widths.at(-1) ?? 0, (terminal.columns ?? Number.POSITIVE_INFINITY) - before),
  );
  widths[widths.length - 1] = last;
  const lines = threats.map((threat, row) =>
    columns
      .map(({ title }, at) => {
        const width = widths[at] ?? 0;
        if (title === 'SEVERITY') return severityText(terminal, threat.severity, width);
        return cut(cells[at]?.[row] ?? '', width).padEnd(width);
      })
      .join(GAP),
  );
  return {
    titles: columns.map(({ title }, at) => title.padEnd(widths[at] ?? 0)).join(GAP),
    lines,
    width: before + last,
  };
}

function textOf({ of }: Column, threat: Threat | undefined): string {
  return threat === undefined ? '' : visible(of(threat));
}

function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  return `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** The snippet in so many characters, of which those around the secret are the ones to show. */
function snippetText(threat: Threat | undefined, width: number): string {
  if (threat === undefined) return '';
  const { prefix = '' } = threat;
  const text = visible(threat.snippet);
  // A snippet that was cut out of a text may begin with a mask, too.
  const at = prefix === '' ? text.indexOf(MASK, MASK.length) : text.indexOf(prefix + MASK);
  const end = at === -1 ? 0 : at + prefix.length + MASK.length;
  if (end < width) return cut(text, width);
  const start = Math.min(end + 2 - Math.floor((2 * width) / 3), text.length - width + 1);
  return `…${cut(text.slice(start), width - 1)}`;
}

/** Each threat with what its rule says of it. Ends in a line end; '' when there are none. */
export function renderExplained(threats: readonly Threat[], explain: Explain, terminal: Terminal): string {
  return threats.map((threat) => `${explained(threat, explain, terminal).join('\n')}\n`).join('\n');
}

function explained(threat: Threat, explain: Explain, terminal: Terminal): string[] {
  const { threat_type: type, pattern, direction, protocol, dest, method = '', path = '' } = threat;
  const explanation = explain(pattern);
  const what = styled(terminal, 'bold', visible(`${type} ${pattern}`));
  const line = (name: string, text: string): readonly string[] => {
    const shown = visible(text.trim());
    return shown === '' ? [] : hanging(`  ${name.padEnd(11)} `, shown, terminal.columns);
  };
  return [
    `${timeText(threat)}${GAP}${severityText(terminal, threat.severity)}${GAP}${what}`,
    ...line('way', `${direction} ${protocol} ${dest}`),
    ...line('request', `${method} ${path}`),
    ...line('where', placeText(threat)),
    ...line('snippet', threat.snippet),
    ...line(explanation?.isSecret === true ? 'secret' : 'match', matchText(threat)),
    ...line('known', knownText(threat)),
    ...line('note', noteOn(threat)),
    ...line('means', explanation?.summary ?? `Nothing is known here of the rule "${pattern}".`),
    ...line('do', explanation?.advice ?? ''),
    ...line('false alarm', explanation?.falseAlarm ?? ''),
    ...line('id', threat.id),
  ];
}

/** Which of the user's own secrets it is. */
function knownText({ known, known_from: from }: Threat): string {
  if (known === undefined) return '';
  if (from === undefined) return known;
  return `${known}, ${from === 'environment' ? 'of the environment' : `in ${from}`}`;
}

/** Older lines lack some of it. */
function matchText({ prefix, length, fingerprint }: Partial<Threat>): string {
  const size = length === undefined ? '' : `${length} characters`;
  const print = fingerprint === undefined ? '' : `fingerprint ${fingerprint}`;
  return [prefix, size, print].filter(Boolean).join(', ');
}

function noteOn({ expected, example }: Threat): string {
  if (expected === true) return "Expected: a provider's own key on its way to log in there.";
  return example === true ? 'An example out of a documentation: it opens nothing.' : '';
}
