import test from 'ava';
import { DEFAULT_FRAMER_LIMITS } from '../../../src/wire/http1/framer-limits.ts';
import { RequestFramer } from '../../../src/wire/http1/request-framer.ts';
import { bytesOf, everyByte, readRequests, readResponses, verdictOf } from '../../support/http1-drive.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

test('a head may be as large as the limit and no larger, however it is cut', (t) => {
  for (const offsets of [[], [10], [HEAD.length - 1], everyByte(HEAD)]) {
    t.is(verdictOf(readRequests(HEAD, offsets, { maxHeadBytes: HEAD.length }).last), 'more');
    const seen = readRequests(HEAD, offsets, { maxHeadBytes: HEAD.length - 1 });
    t.is(verdictOf(seen.last), 'head_too_large: a head beyond the limit');
    t.is(seen.forwarded, '');
  }
});

test('a response head beyond the limit is the upstream’s fault', (t) => {
  const seen = readResponses('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ['GET'], [], { maxHeadBytes: 20 });
  t.is(verdictOf(seen.last), 'upstream_framing: a head beyond the limit');
});

test('trailers may be as large as the limit and no larger', (t) => {
  const text = `${HEAD}0\r\nX: 1\r\n\r\n`;
  for (const offsets of [[], everyByte(text)]) {
    t.is(verdictOf(readRequests(text, offsets, { maxTrailerBytes: 8 }).last), 'more');
    t.is(verdictOf(readRequests(text, offsets, { maxTrailerBytes: 7 }).last), 'bad_request: trailers beyond the limit');
  }
});

test('a chunk line may be as long as the limit and no longer', (t) => {
  const text = `${HEAD}1;abc\r\nx\r\n0\r\n\r\n`;
  for (const offsets of [[], everyByte(text)]) {
    t.is(verdictOf(readRequests(text, offsets, { maxChunkLineBytes: 7 }).last), 'more');
    t.is(
      verdictOf(readRequests(text, offsets, { maxChunkLineBytes: 6 }).last),
      'bad_request: a chunk-size line beyond the limit',
    );
  }
});

test('a 10 MB head is refused at the limit, whatever it is made of', (t) => {
  for (const chunk of [
    'X-Filling: aaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n',
    'a',
    'a'.repeat(16_384),
    'X: a\r\n'.repeat(3_000),
  ]) {
    const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
    const start = 'GET / HTTP/1.1\r\nHost: a\r\nX: ';
    framer.push(bytesOf(start));
    let pushed = start.length;
    let event = framer.next();
    while (event.kind === 'more' && pushed < 10_000_000) {
      framer.push(bytesOf(chunk));
      pushed += chunk.length;
      event = framer.next();
    }
    t.is(verdictOf(event), 'head_too_large: a head beyond the limit');
    t.true(pushed > DEFAULT_FRAMER_LIMITS.maxHeadBytes);
    t.true(pushed <= DEFAULT_FRAMER_LIMITS.maxHeadBytes + chunk.length);
  }
});
