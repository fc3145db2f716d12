import { engineFor } from '../src/detect/engine-for.ts';
import type { Engine } from '../src/detect/engine.ts';
import type { RuleFile } from '../src/detect/rules/rule-file.ts';

/** The engine of a scan thread with the rules of the table and of `rules`, set as it is by default. */
export function scanEngine(rules: readonly RuleFile[]): Engine {
  return engineFor({
    rules,
    maskSecrets: true,
    maxFindings: 32,
    fingerprintKey: '',
    honoursAllowComments: false,
  });
}
