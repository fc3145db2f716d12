import test from 'ava';
import { HeadTimer } from '../../src/proxy/head-timer.ts';
import { until } from '../support/proxy-fixture.ts';

test('it speaks once, however often it was started, and not at all when it was stopped in time', async (t) => {
  let late = 0;
  const timer = new HeadTimer(10, () => (late += 1));
  timer.arm();
  timer.disarm();
  timer.disarm();
  const other = new HeadTimer(20, () => (late += 1));
  other.arm();
  other.arm();
  await until(t, 'it speaks', () => late > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(late, 1);
});
