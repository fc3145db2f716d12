import test from 'ava';
import { readRequests, readResponses, verdictOf } from '../../support/http1-drive.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const OK = 'HTTP/1.1 204 No Content\r\n\r\n';

test('up to two empty lines before a message are part of it', (t) => {
  for (const empty of ['', '\r\n', '\r\n\r\n']) {
    const seen = readRequests(empty + GET + empty + GET);
    t.is(verdictOf(seen.last), 'more');
    t.deepEqual(
      seen.messages.map(({ raw, head }) => [raw, head.target, head.host]),
      [
        [empty + GET, '/', 'a'],
        [empty + GET, '/', 'a'],
      ],
    );
    t.is(readResponses(empty + OK).messages[0]?.head.status, 204);
  }
  t.is(
    verdictOf(readRequests(`\r\n\r\n\r\n${GET}`).last),
    'bad_request: a request line that does not start with a method',
  );
  t.is(verdictOf(readRequests(`\r${GET}`).last), 'bad_request: a CR without its LF');
  t.is(verdictOf(readRequests(`\n${GET}`).last), 'bad_request: a request line that does not start with a method');
});

const VERSION = 'a version other than HTTP/1.0 and HTTP/1.1';

for (const version of [
  'HTTP/0.9',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/2',
  'http/1.1',
  'HTTP/ 1.1',
  'HTTP/11.1',
  'HTTPS/1.1',
  'ICY',
]) {
  test(`a version is refused: ${version}`, (t) => {
    t.is(verdictOf(readRequests(`GET / ${version}\r\nHost: a\r\n\r\n`).last), `bad_request: ${VERSION}`);
    t.is(verdictOf(readResponses(`${version} 200 OK\r\n\r\n`).last), `upstream_framing: ${VERSION}`);
  });
}

test('a version is read to its end', (t) => {
  t.is(
    verdictOf(readRequests('GET / HTTP/1.10\r\nHost: a\r\n\r\n').last),
    'bad_request: a start line that does not end',
  );
});

test('both versions are read', (t) => {
  t.is(readRequests('GET / HTTP/1.0\r\n\r\n').messages[0]?.head.minor, 0);
  t.is(readRequests(GET).messages[0]?.head.minor, 1);
});

test('an unsound head is refused once it is complete, and stays with the framer', (t) => {
  const seen = readRequests('GET / HTTP/1.1\r\n\r\n', [5]);
  t.is(verdictOf(seen.last), 'bad_request: no Host in an HTTP/1.1 request');
  t.is(seen.forwarded, '');
  t.is(seen.rest, 'GET / HTTP/1.1\r\n\r\n');
});
