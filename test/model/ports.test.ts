import test from 'ava';
import { ScanRefused } from '../../src/model/ports.ts';

test('a refusal carries its reason', (t) => {
  const refused = new ScanRefused('queue_full');
  t.is(refused.reason, 'queue_full');
  t.is(refused.message, 'queue_full');
});
