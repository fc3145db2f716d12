import { join } from 'node:path';
import type { Threat } from '../model/threat.ts';
import { THREATS_FILE } from '../report/jsonl.ts';
import { threatsBackwards } from '../report/threat-tail.ts';
import type { Explain } from '../service/explanations.ts';
import { CONFIG_FLAG, defineCommand } from './define-command.ts';
import { loadOptions } from './load-options.ts';
import { noSuchRule } from './no-such-rule.ts';
import { usage } from './parse-flags.ts';
import { foldedText, NO_THREATS, renderExplained, renderTable } from './render-threats.ts';
import { type Terminal, visible, visibleJson } from './terminal.ts';
import { FILTER_FLAGS, isPattern, readFilter, type ThreatFilter } from './threat-filter.ts';

const DEFAULT_LIMIT = 10;
/** Some 50 MB of JSON. Who wants more reads the file itself. */
const MAX_LIMIT = 100_000;
/** Different patterns that are remembered; there are some 500. */
const MAX_PATTERNS = 5000;

/** `clawsec threats`: the last threats, as a JSON array for programs and as a table on a terminal. */
export const command = defineCommand({
  name: 'threats',
  summary: 'print the last threats, most recent first: a table on a terminal, else a JSON array',
  flags: {
    limit: { value: 'N', help: `how many at most, 1 to ${MAX_LIMIT} (default ${DEFAULT_LIMIT})` },
    json: { help: 'print a JSON array on a terminal too' },
    explain: { help: 'say what each means, what to do, and how to tell a false alarm' },
    all: { help: 'show expected credentials in the table too' },
    id: { value: 'ID', help: 'only the one whose id is this or begins like this' },
    ...FILTER_FLAGS,
    ...CONFIG_FLAG,
  },
  examples: [
    ['clawsec threats', `the last ${DEFAULT_LIMIT}`],
    ['clawsec threats --limit 50', 'the last 50'],
    ['clawsec threats --severity high --since 7d', 'the grave ones of the last week'],
    ['clawsec threats --since 1h --explain', 'what to do about those of the last hour'],
    ['clawsec threats --id 5f0c1a2b --explain', 'what to do about one of them'],
    ["clawsec threats | jq -r '.[].pattern'", 'which patterns fired'],
  ],
  exitCodes: { 0: 'done, also when there are none', 1: 'the threat log could not be read' },
  async run(invocation) {
    const { flags, terminal } = invocation;
    const limit = readLimit(flags.limit);
    const filter = readFilter(flags, Date.now());
    const options = loadOptions(invocation);
    const path = join(options.log_dir, THREATS_FILE);
    const isForPrograms = flags.json || (terminal.columns === undefined && !flags.explain);
    const wanted = {
      limit,
      filter,
      id: flags.id,
      hasExpected: isForPrograms || flags.all || flags.id !== undefined,
    };
    const found = collect(path, wanted);
    if (flags.rule !== undefined && !isPattern(flags.rule) && !found.patterns.has(flags.rule)) {
      // Loaded only when wanted, like what explains them.
      const ids = [...(await import('../service/load-rules.ts')).allNames(options), ...found.patterns];
      if (!ids.includes(flags.rule)) throw noSuchRule(flags.rule, ids);
    }
    // Loaded only when wanted: it brings all rules.
    const explain = flags.explain ? (await import('../service/explanations.ts')).explainAll(options) : undefined;
    terminal.out(isForPrograms ? jsonOf(found.threats, explain) : textOf(found, explain, terminal));
    return 0;
  },
});

interface Wanted {
  readonly limit: number;
  readonly filter: ThreatFilter;
  readonly id: string | undefined;
  readonly hasExpected: boolean;
}

interface Found {
  readonly threats: readonly Threat[];
  /** Expected credentials that were passed over. */
  readonly folded: number;
  /** Those of the lines that were looked at. */
  readonly patterns: ReadonlySet<string>;
  /** As many as were asked for: there may be more. */
  readonly isFull: boolean;
}

function collect(path: string, { limit, filter, id, hasExpected }: Wanted): Found {
  const threats: Threat[] = [];
  const patterns = new Set<string>();
  let folded = 0;
  for (const threat of threatsBackwards(path)) {
    if (filter.endsAt(threat)) break;
    if (patterns.size < MAX_PATTERNS) patterns.add(threat.pattern);
    if (!filter.accepts(threat) || (id !== undefined && !hasId(threat, id))) continue;
    if (threat.expected === true && !hasExpected) folded += 1;
    else threats.push(threat);
    // Before the next line is asked for: looking for it may mean reading a long way back.
    if (threats.length >= (id === undefined ? limit : 1)) break;
  }
  return { threats, folded, patterns, isFull: id === undefined && threats.length >= limit };
}

/** Lines of earlier versions have no id. */
function hasId({ id }: Partial<Threat>, wanted: string): boolean {
  return id?.startsWith(wanted.toLowerCase()) === true;
}

function jsonOf(threats: readonly Threat[], explain: Explain | undefined): string {
  const shown = explain
    ? threats.map((threat) => ({ ...threat, explanation: explain(threat.pattern) ?? null }))
    : threats;
  return `${visibleJson(shown)}\n`;
}

function textOf({ threats, folded, isFull }: Found, explain: Explain | undefined, terminal: Terminal): string {
  const shown = explain ? renderExplained(threats, explain, terminal) : renderTable(threats, terminal);
  const none = threats.length === 0 ? `${NO_THREATS}\n` : '';
  const rest = folded === 0 ? '' : `${foldedText(folded)}\n`;
  const more = isFull ? `The last ${threats.length}; --limit N shows more.\n` : '';
  const help =
    explain || threats.length === 0 ? '' : 'What one means and what to do: clawsec threats --explain --id ID\n';
  const foot = [more, rest, help].filter(Boolean).join('');
  return `${shown}${none}${foot && shown && '\n'}${foot}`;
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw usage({ name: 'threats' }, `--limit must be a whole number from 1 to ${MAX_LIMIT}, not "${visible(text)}"`);
}
