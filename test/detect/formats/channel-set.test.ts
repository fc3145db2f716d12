import test from 'ava';
import { BlockNames, ChannelSet, IDLE_EVENTS, MAX_CHANNELS } from '../../../src/detect/formats/channel-set.ts';
import { JsonPath } from '../../../src/detect/formats/json-path.ts';
import { RecordingTexts } from './fixtures/recording.ts';

function fixture(): { record: RecordingTexts; set: ChannelSet; path: JsonPath; named: (name: number) => BlockNames } {
  const record = new RecordingTexts();
  const root = new JsonPath('', undefined, { paths: 0 });
  const path = root.property('delta') ?? root;
  const index = root.property('index') ?? root;
  return {
    record,
    set: new ChannelSet(
      (label) => record.open(label),
      () => record.skip('texts_capped'),
    ),
    path,
    named: (name) => {
      const blocks = new BlockNames();
      blocks.push(index, name);
      return blocks;
    },
  };
}

test('one channel for each place and block', (t) => {
  const { set, path, named } = fixture();
  const blocks = named(1);
  const channel = set.channelOf(path, blocks, 0);
  blocks.count = 0;
  t.not(set.channelOf(path, blocks, 1), channel);
  t.not(set.channelOf(path, named(2), 1), channel);
  t.not(set.channelOf(path.elements, named(1), 1), channel);
  t.is(set.channelOf(path, named(1), 1), channel);
});

test('a text is labelled with the number of its block', (t) => {
  const { set, path, named, record } = fixture();
  const channel = set.channelOf(path, named(3), 0);
  channel.add('a', 'continuing', 0);
  channel.add('b', 'continuing', 0);
  t.is(record.texts[0]?.channel, '[3].delta');
});

function fill({ set, path, named }: ReturnType<typeof fixture>, isOpen: (n: number) => boolean): void {
  for (let n = 0; n < MAX_CHANNELS; n += 1) {
    const channel = set.channelOf(path, named(n), n);
    channel.add('a', 'continuing', 0);
    if (isOpen(n)) channel.add('b', 'continuing', 0);
  }
}

test('the least recent text makes room and is counted', (t) => {
  const all = fixture();
  fill(all, () => true);
  all.set.channelOf(all.path, all.named(0), MAX_CHANNELS);
  all.set.channelOf(all.path, all.named(1000), MAX_CHANNELS);
  t.deepEqual(all.record.skips, ['texts_capped']);
  t.deepEqual(
    all.record.texts.filter(({ isEnded }) => isEnded).map(({ channel }) => channel),
    ['[1].delta'],
  );
});

test('a channel without an open text makes room first, uncounted', (t) => {
  const all = fixture();
  fill(all, (n) => n !== 40);
  all.set.channelOf(all.path, all.named(1000), MAX_CHANNELS);
  t.deepEqual(all.record.skips, []);
  t.is(all.record.openNow, MAX_CHANNELS - 1);
});

test('idle texts are ended, and make room uncounted', (t) => {
  const all = fixture();
  fill(all, () => true);
  all.set.channelOf(all.path, all.named(1000), IDLE_EVENTS);
  t.deepEqual(all.record.skips, []);
  all.set.endIdle(IDLE_EVENTS + 10);
  t.is(all.record.openNow, MAX_CHANNELS - 11);
  t.is(all.set.endAll(IDLE_EVENTS + 20), MAX_CHANNELS - 21);
  t.is(all.record.openNow, 0);
});
