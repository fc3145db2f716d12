/**
 * What the anchors of the rule files meet in ordinary text: places in each MB of a mix of Markdown, minified JavaScript,
 * JSON of an API and event streams, made of what npm packages hold. An anchor of fewer than five bytes costs more than its
 * places: it is looked for at every offset, longer ones at every second, and is marked with `!`. Run after `npm run build`:
 * `node dist/bench/anchors.js [--pack=secrets] [--all] [folder …]`; `--all` adds the pack `thorough`.
 */
import { findAll } from '../src/detect/find-all.ts';
import { evenKeysOf } from '../src/detect/kernel/keys.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { compileRuleFile } from '../src/detect/rules/rule-file.ts';
import { packFiles } from '../test/support/pack-files.ts';
import { ordinaryTraffic } from './ordinary-traffic.ts';

const MEGABYTE = 1e6;
/** Rules that are shown, most places first. */
const SHOWN = 60;
/** Places in each MB from which on an anchor is named. */
const NAMED_FROM = 0.05;

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const onlyPack = flags.find((flag) => flag.startsWith('--pack='))?.slice('--pack='.length);
const isWanted = (pack: string): boolean =>
  onlyPack === undefined ? pack !== 'thorough' || flags.includes('--all') : pack === onlyPack;

const rules = packFiles()
  .filter(({ pack }) => isWanted(pack))
  .map(({ pack, file }) => ({ name: `${pack}/${file.id}`, rule: compileRuleFile(file) }));
const anchors = rules.flatMap(({ rule: { anchors: runs, escapedAnchors = [] } }, index) =>
  [...runs, ...escapedAnchors].map((classes) => ({ rule: index, classes })),
);

const nameOf = (classes: readonly ReadonlySet<number>[]): string =>
  classes.map((bytes) => [...bytes].map((byte) => String.fromCharCode(byte).toLowerCase())[0]).join('');
const kernel = compileKernel(anchors);
const corpora = Object.entries(ordinaryTraffic(folders));
const counts = corpora.map(() => Float64Array.from(anchors, () => 0));
for (const [corpus, [, bytes]] of corpora.entries()) {
  findAll(kernel, bytes, (_, anchor) => {
    const own = counts[corpus];
    if (own !== undefined) own[anchor] = (own[anchor] ?? 0) + MEGABYTE / bytes.length;
  });
}

const total = (of: (anchor: number) => boolean): readonly number[] =>
  counts.map((own) => own.reduce((sum, count, anchor) => sum + (of(anchor) ? count : 0), 0));
const shown = (figures: readonly number[]): string => figures.map((figure) => figure.toFixed(1).padStart(9)).join('');
const mean = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;

const different = new Set(anchors.map(({ classes }) => classes.map((bytes) => [...bytes].join()).join(' '))).size;
const everywhere = anchors.filter(({ classes }) => evenKeysOf(classes) === undefined).length;
console.log(
  `${rules.length} rules, ${anchors.length} anchors, ${different} different, ${everywhere} looked for at every offset`,
);
console.log(`\nplaces in each MB of${corpora.map(([name]) => name.padStart(12)).join('')}`);
console.log(`all                 ${shown(total(() => true))}\n`);

const byRule = rules.map(({ name }, index) => {
  const own = total((anchor) => anchors[anchor]?.rule === index);
  const runs = anchors.flatMap(({ rule, classes }, anchor) => {
    const often = mean(counts.map((one) => one[anchor] ?? 0));
    const note = `${evenKeysOf(classes) === undefined ? '!' : ''}${nameOf(classes)}`;
    return rule === index && (often >= NAMED_FROM || note.startsWith('!'))
      ? [`${JSON.stringify(note)} ${often.toFixed(1)}`]
      : [];
  });
  return { name, own, runs };
});
for (const { name, own, runs } of byRule.toSorted((a, b) => mean(b.own) - mean(a.own)).slice(0, SHOWN)) {
  if (runs.length > 0) console.log(`${shown(own)}  ${name}: ${runs.join(', ')}`);
}
