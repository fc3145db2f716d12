import test from 'ava';
import { RuleProver } from '../../src/service/rule-prover.ts';
import { ruleFile } from '../support/rule-files.ts';

test('proves one after the other, and ends what runs away', async (t) => {
  const prover = new RuleProver(1500);
  t.teardown(() => prover.close());
  const runaway = ruleFile({ pattern: 'acme_(?:[a-z0-9]+)+!', hits: ['acme_7h2k9d4m1x8q5w3z!'], misses: [] });
  const [good, bad, ended, after] = await Promise.all([
    prover.prove(ruleFile()),
    prover.prove(ruleFile({ hits: ['nothing'] })),
    prover.prove(runaway),
    prover.prove(ruleFile()),
  ]);
  t.deepEqual(good, []);
  t.like(bad, [{ key: 'hits' }]);
  t.deepEqual(ended, [{ key: 'pattern', reason: 'its pattern runs away: a hostile text takes more than 1.5 s' }]);
  t.deepEqual(after, []);
});

for (const [what, changes] of [
  ['behind a long repetition', { pattern: 'acme_(?:[a-z0-9]+)+(?![a-z0-9_])', misses: [] }],
  ['at the end of the text', { pattern: 'acme_(?:[a-z0-9]+)+$', misses: [] }],
  ['in an exception', { except: ['^acme_(?:[a-z0-9]+)+!'] }],
] as const) {
  test(`a pattern that runs away is refused: ${what}`, async (t) => {
    const prover = new RuleProver(1000);
    t.teardown(() => prover.close());
    const [fault] = await prover.prove(ruleFile(changes));
    t.regex(fault?.reason ?? '', /runs away/);
  });
}

test('what can not be handed to a thread is a fault, not a crash', async (t) => {
  const prover = new RuleProver();
  t.teardown(() => prover.close());
  const faults = await prover.prove({ ...ruleFile(), anchors: undefined } as never);
  t.regex(faults[0]?.reason ?? '', /^its proof failed/);
  t.deepEqual(await prover.prove(ruleFile()), []);
});
