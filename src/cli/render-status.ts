import { ERRORS } from '../model/errors.ts';
import { SKIP_REASONS } from '../model/skip.ts';
import type { Threat } from '../model/threat.ts';
import type { MonitorStatus, VerdictCounts } from '../report/status-file.ts';
import { foldedText, idText, NO_THREATS, placeText, severityText, timeText } from './render-threats.ts';
import { styled, type Terminal, visible } from './terminal.ts';
import { SEVERITIES } from './threat-filter.ts';

/** What is known about the monitor of a log folder. */
export type MonitorView =
  | { readonly kind: 'running'; readonly pid: number; readonly status: MonitorStatus }
  /** Runs, but has not said yet what it does. */
  | { readonly kind: 'starting'; readonly pid: number }
  /** `lostPid`: the process number of a monitor that ended without tidying up. */
  | { readonly kind: 'stopped'; readonly lostPid?: number };

/** What is shown beside the monitor itself. */
export interface StatusContext {
  readonly logDir: string;
  /** Most recent first, expected credentials left out. */
  readonly threats: readonly Threat[];
  /** Expected credentials that were passed over for them. */
  readonly folded: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The text of `clawsec status`, ending in a line end. */
export function renderStatus(view: MonitorView, context: StatusContext, terminal: Terminal): string {
  const lines = [headline(view, context.now, terminal)];
  if (view.kind === 'running') lines.push(...monitorLines(view.status, context.logDir, terminal));
  else lines.push(field('log folder', visible(context.logDir)));
  lines.push('', ...threatLines(view, context, terminal));
  return `${lines.join('\n')}\n`;
}

function headline(view: MonitorView, now: number, terminal: Terminal): string {
  if (view.kind === 'starting') return `clawsec is ${styled(terminal, 'yellow', 'starting')}: PID ${view.pid}`;
  if (view.kind === 'stopped') {
    const lost = view.lostPid === undefined ? '' : `; the last one (PID ${view.lostPid}) ended without tidying up`;
    return `clawsec is ${styled(terminal, 'red', 'stopped')}${lost}`;
  }
  const { startedAt, state, version } = view.status;
  const what = state === 'draining' ? styled(terminal, 'yellow', 'stopping') : styled(terminal, 'green', 'running');
  const since = `since ${visible(startedAt)} (${elapsed(now - Date.parse(startedAt))})`;
  return `clawsec ${visible(version)} is ${what}: PID ${view.pid}, ${since}`;
}

function monitorLines(status: MonitorStatus, logDir: string, terminal: Terminal): string[] {
  const { counters } = status;
  const skipped = Object.entries(counters.skipped).map(
    ([reason, count]) => [reason, count, reasonText(reason)] as const,
  );
  const failures = Object.entries(counters.failures).map(([code, count]) => [code, count, errorText(code)] as const);
  const respawns = status.respawns > 0 ? `, ${status.respawns} started again after a crash` : '';
  const lines = [
    field('listening', visible(status.listening.join(', '))),
    field('gateway', status.gateway === undefined ? 'off' : visible(status.gateway)),
    field('MITM', status.mitm ? 'ON' : styled(terminal, 'yellow', 'OFF: HTTPS passes unread')),
    field('log folder', visible(logDir)),
    field('handlers', `${status.handlers}${respawns}`),
    '',
    field('connections', `${counters.connections} (${counters.open} open)`),
    field('requests', `${counters.requests}`),
    field('relayed', byteText(counters.bytes)),
    field('scanned', plural(counters.windows, 'window')),
    ...tally('Passed unread', skipped, terminal),
    ...tally('Failures', failures, terminal),
    ...allowLines(status.verdicts, terminal),
  ];
  if (status.waiting > 0) lines.push('', `Waiting for the disk: ${plural(status.waiting, 'threat line')}.`);
  if (status.dropped > 0) lines.push('', styled(terminal, 'red', `Lost: ${plural(status.dropped, 'threat line')}.`));
  return lines;
}

/** What the allow list silenced, entry by entry; those that silenced nothing are the ones to look at. */
function allowLines(verdicts: VerdictCounts | undefined, terminal: Terminal): string[] {
  if (verdicts === undefined || verdicts.allow.length === 0) return [];
  const width = Math.max(...verdicts.allow.map(({ matched }) => String(matched).length));
  const shown = verdicts.allow.map(({ entry, reason, matched, problem }) => {
    const inert = problem ?? (matched === 0 ? 'has matched nothing yet' : '');
    const note = inert === '' ? '' : ` ${styled(terminal, 'yellow', `inert: ${visible(inert)}`)}`;
    return `  ${String(matched).padStart(width)}  ${visible(entry)} ${styled(terminal, 'dim', `(${visible(reason)})`)}${note}`;
  });
  return ['', `Allowed: ${plural(verdicts.allowed, 'finding')}`, ...shown];
}

function tally(
  title: string,
  rows: readonly (readonly [code: string, count: number, text: string])[],
  terminal: Terminal,
): string[] {
  const seen = rows.filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1]);
  if (seen.length === 0) return [];
  const width = Math.max(...seen.map(([, count]) => String(count).length));
  const shown = seen.map(([code, count, text]) => {
    return `  ${String(count).padStart(width)}  ${text} ${styled(terminal, 'dim', `(${visible(code)})`)}`;
  });
  return ['', `${title}:`, ...shown];
}

function threatLines(view: MonitorView, { threats, folded }: StatusContext, terminal: Terminal): string[] {
  const counted = view.kind === 'running' ? countLines(view.status) : [];
  const rest = folded === 0 ? [] : [foldedText(folded)];
  if (threats.length === 0) return [...counted, NO_THREATS, ...rest];
  const shown = threats.flatMap((threat) => {
    const what = `${threat.threat_type} ${threat.pattern}`;
    const way = `${threat.direction} ${threat.protocol} ${threat.dest}`;
    const severity = threat.severity === undefined ? '' : `${severityText(terminal, threat.severity)}  `;
    const head = `  ${timeText(threat)}  ${severity}${styled(terminal, 'bold', visible(what))}  ${idText(threat)}`;
    const rest = [`${way}  ${placeText(threat)}`.trimEnd(), threat.snippet].filter((line) => line !== '');
    return [head, ...rest.map((line) => `    ${styled(terminal, 'dim', visible(line))}`)];
  });
  const title = threats.length === 1 ? 'Last threat' : `Last ${threats.length} threats, most recent first`;
  const help = 'What they mean and what to do: clawsec threats --explain';
  return [...counted, `${title} (UTC):`, ...shown, '', ...rest, help];
}

/** Since the start: `7 threats logged (2 critical, 5 info), 3 repeats left out.` Expected credentials are told apart. */
function countLines({ threats, suppressed, verdicts }: MonitorStatus): string[] {
  const { severities = {}, expected = 0, leftOut = 0 } = verdicts ?? {};
  const parts = SEVERITIES.flatMap((severity) => (severities[severity] ? [`${severities[severity]} ${severity}`] : []));
  const bySeverity = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  const known = expected + leftOut;
  const credentials = `${plural(known, 'expected credential')} ${leftOut > 0 ? 'left out' : 'logged'}.`;
  return [
    `${plural(threats - expected, 'threat')} logged${bySeverity}, ${plural(suppressed, 'repeat')} left out.`,
    ...(known === 0 ? [] : [credentials]),
  ];
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function field(name: string, text: string): string {
  return `  ${name.padEnd(12)} ${text}`;
}

function reasonText(reason: string): string {
  const reasons: Readonly<Record<string, string>> = SKIP_REASONS;
  return reasons[reason] ?? 'for another reason';
}

function errorText(code: string): string {
  const errors: Readonly<Record<string, { readonly hint: string }>> = ERRORS;
  return errors[code]?.hint ?? 'Another failure.';
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

function byteText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

function elapsed(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
