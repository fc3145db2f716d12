import test from 'ava';
import { readResponses, verdictOf } from '../../support/http1-drive.ts';

for (const line of ['200', '200 ', '200 OK', '200 N\xe4 also\tgut', '299', '999 Odd']) {
  test(`a status line: ${JSON.stringify(line)}`, (t) => {
    const seen = readResponses(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`);
    t.is(verdictOf(seen.last), 'more');
    t.is(seen.messages[0]?.head.status, Number(line.slice(0, 3)));
  });
}

const refused: readonly (readonly [line: string, detail: string])[] = [
  ['HTTP/1.1200 OK', 'a status line without a space behind its version'],
  ['HTTP/1.1  200 OK', 'a status that is not three digits'],
  ['HTTP/1.1 20 OK', 'a status that is not three digits'],
  ['HTTP/1.1 2000 OK', 'a start line that does not end'],
  ['HTTP/1.1 200OK', 'a start line that does not end'],
  ['HTTP/1.1 099 Low', 'a status below 100'],
  ['HTTP/1.1 200 O\0K', 'a control character in a line'],
  ['<html>, that is all', 'a version other than HTTP/1.0 and HTTP/1.1'],
];

for (const [line, detail] of refused) {
  test(`a status line is refused: ${JSON.stringify(line)}`, (t) => {
    t.is(verdictOf(readResponses(`${line}\r\nContent-Length: 0\r\n\r\n`).last), `upstream_framing: ${detail}`);
  });
}

const framings: readonly (readonly [fields: string, expected: object | string])[] = [
  ['Content-Length: 0\r\n', { framing: 'length', contentLength: 0, keepAlive: true }],
  ['Content-Length: 4\r\nContent-Length: 4\r\n', { framing: 'length', contentLength: 4 }],
  ['Transfer-Encoding: chunked\r\n', { framing: 'chunked', contentLength: 0 }],
  ['Transfer-Encoding: gzip, chunked\r\n', { framing: 'chunked', transferCoding: 'gzip' }],
  ['Transfer-Encoding: gzip\r\n', { framing: 'close', transferCoding: 'gzip', keepAlive: false }],
  ['', { framing: 'close', keepAlive: false }],
  ['Content-Encoding: BR\r\n', { contentEncoding: 'br' }],
  ['Content-Length: 0\r\nTransfer-Encoding: chunked\r\n', 'both Transfer-Encoding and Content-Length'],
  ['Content-Length: 4\r\nContent-Length: 5\r\n', 'Content-Length values that differ'],
  ['Transfer-Encoding: chunked, chunked\r\n', 'chunked more than once'],
  ['Transfer-Encoding: identity\r\n', 'an unknown transfer coding'],
  ['X: 1\r\n 2\r\n', 'a folded or indented field line'],
  ['X : 1\r\n', 'whitespace in a field name or before its colon'],
  ['X: 1\n', 'a line ends in a bare LF'],
];

for (const [fields, expected] of framings) {
  test(`a response is framed by ${JSON.stringify(fields)}`, (t) => {
    const seen = readResponses(`HTTP/1.1 200 OK\r\n${fields}\r\n`);
    if (typeof expected === 'string') t.is(verdictOf(seen.last), `upstream_framing: ${expected}`);
    else t.like(seen.messages[0]?.head, expected);
  });
}

test('HTTP/1.0 responses', (t) => {
  t.like(readResponses('HTTP/1.0 200 OK\r\n\r\n').messages[0]?.head, { minor: 0, framing: 'close', keepAlive: false });
  t.is(
    verdictOf(readResponses('HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n').last),
    'upstream_framing: Transfer-Encoding in an HTTP/1.0 response',
  );
});

test('interim responses say so, 101 is none', (t) => {
  const seen = readResponses(
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n',
  );
  t.deepEqual(
    seen.messages.map(({ head, ended }) => [head.status, head.interim, head.framing, head.upgrade, ended]),
    [
      [103, true, 'none', '', false],
      [101, false, 'none', 'websocket', false],
    ],
  );
});
