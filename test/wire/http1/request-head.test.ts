import test from 'ava';
import { readRequests, verdictOf } from '../../support/http1-drive.ts';

const LINE = 'a request line that is not a method, a target and a version with one space between';
const METHOD = 'a request line that does not start with a method';
const VERSION = 'a version other than HTTP/1.0 and HTTP/1.1';

const refusedLines: readonly (readonly [line: string, detail: string])[] = [
  ['GET  / HTTP/1.1', LINE],
  ['GET /  HTTP/1.1', VERSION],
  ['GET / a HTTP/1.1', VERSION],
  ['GET\t/ HTTP/1.1', METHOD],
  ['GET /\tHTTP/1.1', LINE],
  [' GET / HTTP/1.1', METHOD],
  ['GE(T / HTTP/1.1', METHOD],
  ['G\xcbT / HTTP/1.1', METHOD],
  ['GET', METHOD],
  ['GET /', LINE],
  ['GET /\0 HTTP/1.1', LINE],
  ['GET /\x7f HTTP/1.1', LINE],
  ['GET / HTTP/1.1 ', 'a start line that does not end'],
  ['GET / HTTP/1.1\t', 'a start line that does not end'],
  ['PRI * HTTP/2.0', 'an HTTP/2 preface where HTTP/1 is spoken'],
  ['\x16\x03\x01\x02', METHOD],
  ['SSH-2.0-OpenSSH_9', METHOD],
];

for (const [line, detail] of refusedLines) {
  test(`a request line is refused: ${encodeURI(line)}`, (t) => {
    const seen = readRequests(`${line}\r\nHost: a\r\n\r\n`);
    t.is(verdictOf(seen.last), `bad_request: ${detail}`);
    t.is(seen.last.end, 0);
  });
}

test('a request line ends in CRLF', (t) => {
  t.is(verdictOf(readRequests('GET / HTTP/1.1\nHost: a\n\n').last), 'bad_request: a line ends in a bare LF');
  t.is(verdictOf(readRequests('GET /\nHost: a\n\n').last), `bad_request: ${LINE}`);
  t.is(verdictOf(readRequests('GET / HTTP/1.1\rHost: a\r\n\r\n').last), 'bad_request: a CR without its LF');
});

const refusedFraming: readonly (readonly [fields: string, detail: string])[] = [
  ['Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', 'both Transfer-Encoding and Content-Length'],
  ['Transfer-Encoding: chunked\r\nContent-Length: 0\r\n', 'both Transfer-Encoding and Content-Length'],
  ['Content-Length: 5\r\nContent-Length: 6\r\n', 'Content-Length values that differ'],
  ['Content-Length: 5\r\nContent-Length: 5\r\n', 'more than one Content-Length value'],
  ['Content-Length: 5, 6\r\n', 'Content-Length values that differ'],
  ['Content-Length: abc\r\n', 'a Content-Length that is not a number'],
  ['Transfer-Encoding: gzip\r\n', 'a Transfer-Encoding that does not end in chunked'],
  ['Transfer-Encoding: chunked, gzip\r\n', 'a transfer coding after chunked'],
  ['Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', 'chunked more than once'],
  ['Transfer-Encoding: identity\r\n', 'an unknown transfer coding'],
  ['Transfer-Encoding:\r\n', 'an unknown transfer coding'],
  ['Host: b\r\n', 'more than one Host'],
  ['Host:\r\n', 'more than one Host'],
  ['X : 1\r\n', 'whitespace in a field name or before its colon'],
  ['X: 1\r\n 2\r\n', 'a folded or indented field line'],
];

for (const [fields, detail] of refusedFraming) {
  test(`a request is refused: ${JSON.stringify(fields)}`, (t) => {
    t.is(verdictOf(readRequests(`POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`).last), `bad_request: ${detail}`);
  });
}

test('Host is required of HTTP/1.1 only, and never twice', (t) => {
  t.is(verdictOf(readRequests('GET / HTTP/1.1\r\n\r\n').last), 'bad_request: no Host in an HTTP/1.1 request');
  t.is(readRequests('GET / HTTP/1.0\r\n\r\n').messages[0]?.head.host, undefined);
  t.is(readRequests('GET / HTTP/1.1\r\nHost:\r\n\r\n').messages[0]?.head.host, '');
  t.is(verdictOf(readRequests('GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n').last), 'bad_request: more than one Host');
});

test('HTTP/1.0 has no transfer codings', (t) => {
  const text = 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
  t.is(verdictOf(readRequests(text).last), 'bad_request: Transfer-Encoding in an HTTP/1.0 request');
});

test('a CONNECT has no body', (t) => {
  const connect = (fields: string): string => `CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n${fields}\r\n`;
  t.is(verdictOf(readRequests(connect('Content-Length: 1\r\n')).last), 'bad_request: a CONNECT with a body');
  t.is(verdictOf(readRequests(connect('Transfer-Encoding: chunked\r\n')).last), 'bad_request: a CONNECT with a body');
  t.is(verdictOf(readRequests(connect('Content-Length: 0\r\n')).last), 'more');
});

test('a head says what it says', (t) => {
  const read = (text: string) => readRequests(text).messages[0]?.head;
  const post = read('POST /a?b=\xe4 HTTP/1.1\r\nHost: a.test:81\r\nExpect: 100-Continue\r\nContent-Length: 7\r\n\r\n');
  t.like(post, {
    method: 'POST',
    target: '/a?b=\xe4',
    host: 'a.test:81',
    expectsContinue: true,
    framing: 'length',
    contentLength: 7,
    keepAlive: true,
    transferCoding: '',
  });
  const chunked = read('purge * HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: GZip, Chunked\r\n\r\n');
  t.like(chunked, { method: 'purge', target: '*', framing: 'chunked', contentLength: 0, transferCoding: 'gzip' });
  t.like(read('GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n'), { expectsContinue: false, framing: 'none' });
  t.like(read('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'), { framing: 'length', contentLength: 0 });
});

test('a head does not inherit from the one before', (t) => {
  const { messages } = readRequests(
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: upgrade\r\nUpgrade: b\r\nExpect: 100-continue\r\n' +
      'Content-Encoding: br\r\n\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n',
  );
  t.like(messages[1]?.head, {
    minor: 0,
    host: undefined,
    framing: 'none',
    transferCoding: '',
    upgrade: '',
    contentEncoding: '',
    expectsContinue: false,
    keepAlive: false,
  });
});
