/**
 * Bytes by falling frequency in what agents send and get: JSON, event streams, Markdown, JavaScript, base64.
 * Measured on a mix of these; only the order and the rough shape matter.
 */
const COMMON_BYTES = ' etnao"sildrcp:\n/uhmb_.,ygx\\fk0v)({}-`w=1\'2j#S435;[TE68]CAI97PRNOMBFDL+zqU*HWGVJYKXQZ><|&?!';

/** The shape that fits the measured frequencies: 11 % for the blank, 1 % for the 24th, 0.2 % for the 84th. */
export const SHARE_OF_BYTE = Float64Array.from({ length: 256 }, (_, byte) => {
  const rank = COMMON_BYTES.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 1e-4 : 0.55 / (rank + 4) ** 1.25;
});

/**
 * Some of the same traffic. Bytes that stand beside each other depend on each other: quotation marks stand beside commas
 * and colons, backslashes before `n`; a count in a sample knows that. Every line is of another kind.
 */
export const SAMPLE = Uint8Array.from(
  Array.from(
    [
      '{"model":"some-model-4","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Please run',
      ' `npm test`, then fix src/index.ts.\\n\\nThe file /home/user/project/README.md doesn\'t say \\"why\\" it\'s there:\\n- a',
      ' list\\n- of things\\n\\n```bash\\ncd /tmp && ls -la | grep etc\\n```\\n"}]}],"stream":true,"temperature":0.7,"id":null}\n',
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" the',
      ' answer is"}}\n\n<div class="row main"><a href="/search?q=a%20b&amp;page=2">It&#39;s here</a><br/></div>\n  const x',
      ' = await fetch(url, { method: "POST" }); // the response\n  if (!x.ok) return;\nfunction a(b,e){return b&&(e=b||[]),',
      'e.map((t=>t.a("/n"))),"use strict"==typeof e?1:b[0]}\n| name | type | note |\n|---|---|---|\n| path | string | a `b` |\n',
      'run bash -l, then check the ssh config and remove rm node data from /home/user/project; curl returns a path and src\n',
      'POST /v1/messages HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nAccept: */*\r\n\r\n      "integrity',
      '": "sha512-q8yNXQ0yWm3V5dTn0zDkGkq6Yh9pJf2bLxUeR7vC1sAoIt4KjHwMzPBgEu+FcDSxXnZiOL/a9Wb3mT5rVhQ=="\n{\\"cmd\\":\\"ls -l',
      '\\",\\"cwd\\":\\"/srv/app\\"}2026-01-15T10:20:30.123Z INFO  [main] request=7f3a9c4e-1b2d status=200 ms=12\niVBORw0KGgo',
      'AAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg3Vf8xQ2Lk7YdTz1Hs0wE6pGmNbOaUi\n',
    ].join(''),
    (character) => character.charCodeAt(0),
  ),
);
