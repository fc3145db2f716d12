import test from 'ava';
import { FileBudget } from '../../src/service/file-budget.ts';

const LIMITS = { maxRatio: 10, ratioFromBytes: 100, maxBytes: 10_000, maxBacklogBytes: 0, maxSharedBacklogBytes: 0 };

test('growth beyond measure is too much, once it is more than a little', (t) => {
  const budget = new FileBudget(LIMITS);
  budget.spend(100);
  t.false(budget.isSpent);
  budget.spend(1);
  t.true(budget.isSpent);
  budget.earn(11);
  t.true(budget.isSpent);
});

test('more than the ceiling is too much, whatever has come', (t) => {
  const budget = new FileBudget(LIMITS);
  budget.earn(10_000);
  budget.spend(10_000);
  t.false(budget.isSpent);
  budget.spend(1);
  t.true(budget.isSpent);
});
