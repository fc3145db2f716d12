import test from 'ava';
import { MAX_HELD_LENGTH, TextChannel, type Manner } from '../../../src/detect/formats/text-channel.ts';
import { RecordingTexts } from './fixtures/recording.ts';

function joined(pieces: readonly string[], manner: Manner): string[] {
  const record = new RecordingTexts();
  const channel = new TextChannel(() => record.open(''));
  for (const [at, piece] of pieces.entries()) channel.add(piece, manner, at);
  channel.end();
  return record.texts.map(({ text }) => text);
}

test('a text is opened with its second piece', (t) => {
  const record = new RecordingTexts();
  const channel = new TextChannel(() => record.open('x'));
  channel.add('a', 'continuing', 5);
  t.false(channel.isOpen);
  channel.add('b', 'continuing', 6);
  t.true(channel.isOpen);
  channel.end();
  t.false(channel.isOpen);
  channel.end();
  t.deepEqual(record.texts, [{ channel: 'x', text: 'ab', origins: [5, 6], isEnded: true }]);
});

test('pieces that are messages are kept apart', (t) => {
  t.deepEqual(joined(['a', 'b', 'c'], 'separate'), []);
  t.deepEqual(joined(['One two three', 'Four five six', 'Seven eight nine'], 'unknown'), []);
  t.deepEqual(joined(['[12:00] up we go', '[12:01] down we go'], 'unknown'), []);
});

test('pieces that may be parts of a text are joined', (t) => {
  for (const pieces of [
    ['One two three ', 'Four five six'],
    ['One two three', ' Four five six'],
    ['One two three', 'four five six'],
    ['One two', 'Four five six'],
    ['One two three', 'Four five'],
  ]) {
    t.deepEqual(joined(pieces, 'unknown'), [pieces.join('')]);
  }
});

test('texts so far are not joined; the longest short one is held', (t) => {
  const soFar = Array.from({ length: 100 }, (_, n) => 'ab'.repeat(n * 50 + 1));
  t.deepEqual(joined(soFar, 'continuing'), []);
  t.deepEqual(joined(soFar, 'unknown'), []);
});

test('a long piece is no part of a text unless its event says so, and is never held', (t) => {
  const long = 'x'.repeat(MAX_HELD_LENGTH + 1);
  t.deepEqual(joined(['a', 'b', long, 'c', 'd'], 'unknown'), ['ab', 'cd']);
  t.deepEqual(joined(['a', 'b', long, 'c', 'd'], 'continuing'), [`ab${long}cd`]);
  t.deepEqual(joined([long, 'c'], 'continuing'), [`${long}c`]);
});
