import type { RuleSet } from './rules/rule-set.ts';
import { Spotter } from './spotter.ts';
import { withHidden } from './unfold/hidden-anchors.ts';

/** What finds the places in a text where one of the rules may match. The one place where a spotter for rules is made. */
export function spotterFor({ rules, anchors, compileKernel }: RuleSet): Spotter {
  return new Spotter(compileKernel, withHidden(anchors, rules), rules);
}
