import type { RuleFile } from '../src/detect/rules/rule-file.ts';
import { packFiles } from '../test/support/pack-files.ts';

/** Off by default: its anchors are common words. */
const OFF = 'thorough';

/** The rule files of the packs that are on by default. */
export function defaultFiles(): readonly RuleFile[] {
  return packFiles()
    .filter(({ pack }) => pack !== OFF)
    .map(({ file }) => file);
}
