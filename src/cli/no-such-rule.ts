import { nearestWord } from '../../config/nearest.ts';
import { UserError } from '../model/errors.ts';
import { visible } from './terminal.ts';

/** The mistake of naming a rule that is none of `ids`. */
export function noSuchRule(name: string, ids: readonly string[]): UserError {
  const meant = nearestWord(name, ids);
  const question = meant === undefined ? '' : `; the nearest is "${visible(meant)}"`;
  return new UserError(
    'usage',
    `there is no rule "${visible(name)}"${question}`,
    'Run `clawsec rules` for all of them.',
  );
}
