import test from 'ava';
import { namedHosts } from '../../../src/detect/verdict/named-hosts.ts';

const HEADS: readonly (readonly [head: string, hosts: readonly string[]])[] = [
  ['GET / HTTP/1.1\r\nHost: API.example.test\r\na: b\r\n\r\n', ['api.example.test']],
  ['GET / HTTP/1.1\r\na: b\r\nhost \t:\tapi.example.test:8443 \r\n\r\n', ['api.example.test:8443']],
  ['GET / HTTP/1.1\nHost: a.test\nHost: b.test\nHOST: a.test\n\n', ['a.test', 'b.test']],
  ['GET / HTTP/1.1\r\nHost:\r\n b.test\r\n\r\n', ['b.test']],
  ['GET https://a.test/x?y HTTP/1.1\r\nHost: b.test\r\n\r\n', ['a.test', 'b.test']],
  ['GET /?u=https://a.test/ HTTP/1.1\r\nX-Host: c.test\r\nx: y\r\n host: d.test\r\n\r\n', []],
  ['GET / HTTP/1.1\r\nHost:\r\n\r\n', ['']],
  [`GET / HTTP/1.1\r\n${'abcde'.replaceAll(/./g, 'Host: $&.test\r\n')}\r\n`, ['']],
];

for (const [head, hosts] of HEADS) {
  test(`${JSON.stringify(head)} names ${hosts.join() || 'none'}`, (t) => t.deepEqual(namedHosts(head), hosts));
}
