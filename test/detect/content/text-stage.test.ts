import test from 'ava';
import { TextStage } from '../../../src/detect/content/text-stage.ts';
import { Utf16Reader } from '../../../src/detect/content/utf16.ts';

function newStage(utf16?: Utf16Reader): { stage: TextStage; seen: string[] } {
  const seen: string[] = [];
  const destination = {
    begin: (path: readonly string[]) => seen.push(`begin ${path.join()}`),
    write: (bytes: Uint8Array) => seen.push(Buffer.from(bytes).toString()),
    end: () => seen.push('end'),
  };
  return { stage: new TextStage(destination, ['gzip'], utf16), seen };
}

test('begins with the first bytes, or with the end', (t) => {
  const { stage, seen } = newStage();
  stage.write(Buffer.from(''));
  t.deepEqual(seen, []);
  stage.write(Buffer.from('a'));
  stage.write(Buffer.from('b'));
  stage.end();
  stage.end();
  stage.write(Buffer.from('late'));
  t.deepEqual(seen, ['begin gzip', 'a', 'b', 'end']);
  const empty = newStage();
  empty.stage.end();
  t.deepEqual(empty.seen, ['begin gzip', 'end']);
});

test('hands on UTF-16 as UTF-8, and says so', (t) => {
  const { stage, seen } = newStage(new Utf16Reader('little-endian'));
  stage.write(Buffer.from('610062', 'hex'));
  stage.end();
  t.deepEqual(seen, ['begin gzip,utf-16', 'a', '\uFFFD', 'end']);
});

test('says nothing once it is closed', (t) => {
  const { stage, seen } = newStage();
  stage.close();
  stage.write(Buffer.from('a'));
  stage.end();
  t.deepEqual(seen, []);
});
