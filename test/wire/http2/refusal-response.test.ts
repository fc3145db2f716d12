import test from 'ava';
import { goAway, refusalResponse, SERVER_PREFACE, SETTINGS_ACK } from '../../../src/wire/http2/refusal-response.ts';

const TEXT = { status: 502, fields: [['x-clawsec-error', 'dns_failed']] as const, body: 'sorry\n' };

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    frames.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + 9, end),
    });
    at = end;
  }
  return frames;
}

test('an answer is a head, a body, and no wish to read on', (t) => {
  const section = '\x08\x03502\x00\x0fx-clawsec-error\x0adns_failed\x00\x0econtent-length\x016';
  t.deepEqual(framesOf(refusalResponse({ stream: 7, isHead: false, isComplete: false }, TEXT)), [
    { type: 1, flags: 4, stream: 7, payload: Buffer.from(section, 'latin1') },
    { type: 0, flags: 1, stream: 7, payload: Buffer.from('sorry\n') },
    { type: 3, flags: 0, stream: 7, payload: Buffer.alloc(4) },
  ]);
});

test('a complete request is not reset, a HEAD gets no body', (t) => {
  const types = (isHead: boolean, isComplete: boolean): number[][] =>
    framesOf(refusalResponse({ stream: 1, isHead, isComplete }, TEXT)).map(({ type, flags }) => [type, flags]);
  t.deepEqual(types(false, true), [
    [1, 4],
    [0, 1],
  ]);
  t.deepEqual(types(true, true), [[1, 5]]);
  t.deepEqual(types(true, false), [
    [1, 5],
    [3, 0],
  ]);
});

test('a long text is cut to what every client takes, a field that is too long is an error of ours', (t) => {
  const [head, body] = framesOf(
    refusalResponse({ stream: 1, isHead: false, isComplete: true }, { ...TEXT, body: 'ä'.repeat(100_000) }),
  );
  t.is(body?.payload.length, 8192);
  t.true(head?.payload.includes('8192'));
  const fields = [['x', 'y'.repeat(127)]] as const;
  t.throws(() => refusalResponse({ stream: 1, isHead: false, isComplete: true }, { ...TEXT, fields }), {
    instanceOf: RangeError,
  });
});

test('what is said around the answers', (t) => {
  t.is(SERVER_PREFACE.toString('hex'), '000000040000000000');
  t.is(SETTINGS_ACK.toString('hex'), '000000040100000000');
  t.is(goAway(9).toString('hex'), '0000080700000000000000000900000000');
});
