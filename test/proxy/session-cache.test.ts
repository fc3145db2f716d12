import test from 'ava';
import { SessionCache } from '../../src/proxy/session-cache.ts';

test('the last session of a server is kept until it is forgotten', (t) => {
  const sessions = new SessionCache();
  sessions.set('a', Buffer.of(1));
  sessions.set('a', Buffer.of(2));
  t.deepEqual(sessions.get('a'), Buffer.of(2));
  t.is(sessions.get('b'), undefined);
  sessions.delete('a');
  t.is(sessions.get('a'), undefined);
});

test('there is a limit, and the oldest goes first', (t) => {
  const sessions = new SessionCache();
  for (let index = 0; index < 500; index += 1) sessions.set(`s${index}`, Buffer.of(0));
  sessions.set('s0', Buffer.of(1));
  sessions.set('one more', Buffer.of(2));
  t.is(sessions.get('s1'), undefined);
  t.deepEqual(sessions.get('s0'), Buffer.of(1));
  t.truthy(sessions.get('s2'));
});
