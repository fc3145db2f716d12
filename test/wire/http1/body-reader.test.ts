import test from 'ava';
import { everyByte, readRequests, readResponses, verdictOf } from '../../support/http1-drive.ts';

const CHUNKED = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

const refused: readonly (readonly [what: string, body: string, detail: string])[] = [
  ['data longer than its size', '3\r\nabcd\r\n0\r\n\r\n', 'chunk data that is not followed by CRLF'],
  ['data shorter than its size', '5\r\nabc\r\n0\r\n\r\n', 'chunk data that is not followed by CRLF'],
  ['a bare LF behind data', '3\r\nabc\n0\r\n\r\n', 'chunk data that is not followed by CRLF'],
  ['a bare CR behind data', '3\r\nabc\r0\r\n\r\n', 'chunk data that is not followed by CRLF'],
  ['a size that is no number', 'xyz\r\n', 'a chunk size that is not hexadecimal'],
  ['a padded size', '3 \r\nabc\r\n', 'whitespace behind a chunk size'],
  ['a framing trailer', '0\r\nContent-Length: 5\r\n\r\n', 'a field in the trailers that may not be there'],
  [
    'another framing trailer',
    '0\r\nX: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'a field in the trailers that may not be there',
  ],
  ['a routing trailer', '0\r\nhost: b\r\n\r\n', 'a field in the trailers that may not be there'],
  ['a folded trailer', '0\r\nX: 1\r\n 2\r\n\r\n', 'a folded or indented field line'],
  ['a trailer without a colon', '0\r\nX\r\n\r\n', 'a field line without a colon'],
  ['a bare LF at the end', '0\r\n\n', 'a line ends in a bare LF'],
  ['a bare LF behind a trailer', '0\r\nX: 1\n\r\n', 'a line ends in a bare LF'],
  ['a request where trailers may be', '0\r\nGET / HTTP/1.1\r\n\r\n', 'whitespace in a field name or before its colon'],
];

for (const [what, body, detail] of refused) {
  test(`a chunked body is refused: ${what}`, (t) => {
    t.is(verdictOf(readRequests(CHUNKED + body).last), `bad_request: ${detail}`);
    t.is(verdictOf(readRequests(CHUNKED + body, everyByte(CHUNKED + body)).last), `bad_request: ${detail}`);
  });
}

test('nothing behind the last good event may be forwarded', (t) => {
  const seen = readRequests(`${CHUNKED}3\r\nabc\r\nxyz\r\n`);
  t.is(seen.forwarded, `${CHUNKED}3\r\nabc`);
  t.is(seen.rest, '\r\nxyz\r\n');
  t.is(seen.messages[0]?.body, 'abc');
});

test('trailers are handed out whole, and only where there are any', (t) => {
  const text = `${CHUNKED}3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n${CHUNKED}0\r\n\r\n`;
  for (const offsets of [[], everyByte(text), [text.length - CHUNKED.length - 15]]) {
    const seen = readRequests(text, offsets);
    t.is(seen.forwarded, text);
    t.deepEqual(
      seen.messages.map(({ body, trailers, ended }) => [body, trailers, ended]),
      [
        ['abc', 'X-Sum: 1\r\nX-Sum: 2\r\n\r\n', true],
        ['', '', true],
      ],
    );
  }
});

test('incomplete chunk lines and trailers go on at once', (t) => {
  for (const part of ['3', '3;ext', '3\r', '3\r\n', '3\r\nabc\r', '0\r\n', '0\r\nX: 1', '0\r\nX: 1\r\n\r']) {
    const seen = readRequests(CHUNKED + part);
    t.is(seen.forwarded, CHUNKED + part);
    t.is(seen.rest, '');
  }
});

test('a server may pad its chunk sizes', (t) => {
  const seen = readResponses('HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3  \r\nabc\r\n0 \r\n\r\n');
  t.is(seen.messages[0]?.body, 'abc');
  t.true(seen.messages[0]?.ended);
});

test('a body of its length ends there, and the next message begins', (t) => {
  const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n';
  const seen = readRequests(`${post}GET ${post}\r\n\r\n`);
  t.deepEqual(
    seen.messages.map(({ body }) => body),
    ['GET ', '\r\n\r\n'],
  );
});
