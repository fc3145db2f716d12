import type { ListedRule } from '../service/rule-list.ts';
import { styled, type Terminal, visible } from './terminal.ts';

/** Every rule on a line of its own, in columns. */
export function renderRules(rules: readonly ListedRule[], terminal: Terminal): string {
  const rows = rules.map(({ rule, origin, isOn }) =>
    [rule.id, rule.type, rule.severity, isOn ? 'on' : 'off', origin].map(visible),
  );
  const head = ['RULE', 'TYPE', 'SEVERITY', '', 'FROM'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const on = rules.filter(({ isOn }) => isOn).length;
  return [
    styled(terminal, 'bold', line(head)),
    ...rows.map((row, index) => (rules[index]?.isOn === true ? line(row) : styled(terminal, 'dim', line(row)))),
    '',
    `${rules.length} rules, ${on} of them on. \`clawsec rules show RULE\` explains one.`,
    '',
  ].join('\n');
}

/** All that is known of a rule, for a person. */
export function renderRule({ rule, anchors, pattern, origin, isOn }: ListedRule, terminal: Terminal): string {
  const texts = (title: string, all: readonly string[]): readonly string[] =>
    all.length === 0 ? [] : ['', styled(terminal, 'bold', title), ...all.map((text) => `  ${visible(text)}`)];
  return [
    `${styled(terminal, 'bold', visible(rule.id))}: ${rule.type}, ${rule.severity}, ${isOn ? 'on' : 'off'}, ${visible(origin)}`,
    '',
    visible(rule.summary),
    '',
    `If it is true: ${visible(rule.advice)}`,
    `False alarm? ${visible(rule.falseAlarm)}`,
    `Source: ${visible(rule.source)}`,
    ...texts('Anchors', anchors),
    ...texts('Pattern', pattern === undefined ? [] : [pattern]),
    ...texts('Finds', rule.hits),
    ...texts('Leaves alone', rule.misses),
    '',
  ].join('\n');
}
