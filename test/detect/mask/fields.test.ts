import test from 'ava';
import { fieldSpans } from '../../../src/detect/mask/fields.ts';
import { merged } from '../../../src/detect/mask/spans.ts';
import { masked } from '../../support/masked.ts';

const TEXTS: readonly (readonly [text: string, shown: string])[] = [
  // Headers
  ['Host: a\r\nAuthorization: Basic dTpw\r\nAccept: b', 'Host: a\r\nAuthorization: Basic ...\r\nAccept: b'],
  ['\r\nCookie: a=1; sid="x y"; t=2\r\nA: b', '\r\nCookie: ...\r\nA: b'],
  ['\r\nset-cookie: id=a3fWa; Path=/; HttpOnly\r\nSet-Cookie: b=c', '\r\nset-cookie: ...\r\nSet-Cookie: ...'],
  ['\r\nx-api-key: abc,def ghi\r\n', '\r\nx-api-key: ...\r\n'],
  [
    'curl -H "Authorization: Token abc" -H \'Cookie: a="b"; c=d\' x',
    'curl -H "Authorization: Token ..." -H \'Cookie: ...\' x',
  ],
  ['{"cmd":"curl -H \\"X-Auth-Token: a b\\" x"}', '{"cmd":"curl -H \\"X-Auth-Token: ...\\" x"}'],
  ['sent authorization: Bearer abc def\nnext', 'sent authorization: Bearer ...\nnext'],
  // JSON, and JSON in JSON strings
  ['{"password":"hunter2","a":1}', '{"password":"...","a":1}'],
  ['{"password" : "a\\"b\\\\\\"c","a":1}', '{"password" : "...","a":1}'],
  ['"{\\"token\\":\\"a\\\\\\"b\\",\\"a\\":1}"', '"{\\"token\\":\\"...\\",\\"a\\":1}"'],
  ['\\\\\\"secret\\\\\\":\\\\\\"abc\\\\\\",', '\\\\\\"secret\\\\\\":\\\\\\"...\\\\\\",'],
  ['{"tokens":["ab","cd"],"x":"y"}', '{"tokens":[...],"x":"y"}'],
  ['{"auth":{"user":"u","pass":"p"}}', '{"auth":{"user":"u","pass":"..."}}'],
  ['{"max_tokens":4096,"session":true}', '{"max_tokens":4096,"session":true}'],
  [
    '{"name":"Cookie","value":"a=b"},{"name":"x","value":"y"}',
    '{"name":"Cookie","value":"..."},{"name":"x","value":"y"}',
  ],
  ['[["x-api-key","abc"],["a","b"]]', '[["x-api-key","..."],["a","b"]]'],
  ['"password":\n  "abc"', '"password":\n  "..."'],
  // YAML, environment, INI
  ['a: b\npassword: correct horse\nport: 1', 'a: b\npassword: ...\nport: 1'],
  [
    '- name: DB_PASSWORD\n  value: hunter2\n- name: A\n  value: b',
    '- name: DB_PASSWORD\n  value: ...\n- name: A\n  value: b',
  ],
  ['a:\n  secret: |\n    l1 x\n    l2\n  b: c', 'a:\n  secret: ...\n  b: c'],
  ['A=1\nexport AWS_SECRET_ACCESS_KEY=abc+/=\nB=2', 'A=1\nexport AWS_SECRET_ACCESS_KEY=...\nB=2'],
  ['SMTP_PASSWORD=abcd efgh ijkl\nB=2', 'SMTP_PASSWORD=...\nB=2'],
  ['"A=1\\nPASSWORD=a b\\nB=2"', '"A=1\\nPASSWORD=...\\nB=2"'],
  ["PASSWORD='a b' # c", "PASSWORD='...' # c"],
  ['password:\n  nested: x', 'password:\n  nested: x'],
  // Forms and queries
  ['user=a&password=b,c;d&x=1', 'user=a&password=...&x=1'],
  ['GET /a?access_token=abc&x=1 HTTP/1.1', 'GET /a?access_token=...&x=1 HTTP/1.1'],
  ['user[password]=abc&x=1', 'user[password]=...&x=1'],
  ['Server=a;Password=b;Database=c', 'Server=a;Password=...;Database=c'],
  // Source, XML, Markdown, shell
  ['const token: string = "abc";', 'const token: string = "...";'],
  ["h = {'password' => 'abc'}", "h = {'password' => '...'}"],
  ['<password>abc</password>', '<password>...</password>'],
  ['**Password:** hunter2 ok', '**Password:** ... ok'],
  ['mysql --password hunter2 db --user root', 'mysql --password ... db --user root'],
  ['curl -u bob:hunter2 -b "sid=abc" x', 'curl -u bob:... -b "sid=..." x'],
  ['--api-key=abc x', '--api-key=... x'],
  // A published beginning stays
  ['{"api_key":"sk-proj-abcdefgh"}', '{"api_key":"sk-proj-..."}'],
  // Names that ask for a look
  ['{"key":"value","cache_key":"0123456789abcdef0123"}', '{"key":"value","cache_key":"..."}'],
  // Nothing to mask
  ['author: Bob at 12:30, https://a.test/b', 'author: Bob at 12:30, https://a.test/b'],
];

for (const [text, shown] of TEXTS) {
  test(JSON.stringify(text), (t) => {
    t.is(masked(text, merged(fieldSpans(text, false))), shown);
  });
}

test('a name at a cut beginning may have been any', (t) => {
  t.is(masked('ssw": "hunter2"', merged(fieldSpans('ssw": "hunter2"', true))), 'ssw": "..."');
  t.is(masked('a: hunter2 x\nb: c', merged(fieldSpans('a: hunter2 x\nb: c', true))), 'a: ...\nb: c');
});
