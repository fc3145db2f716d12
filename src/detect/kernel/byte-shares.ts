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

/** Words that are frequent in such traffic. */
const COMMON_WORDS =
  'the this that with from and for you your not are can will all more when which use used using have has been these there than into each ' +
  'other also only first last some most should would could must may any one two new now how what where while after before without same ' +
  'return function const let var async await import export default class extends type string number boolean object array null undefined ' +
  'true false if else case switch break continue throw catch try error errors message messages value values name names key keys index list ' +
  'item items data node module package version license author file files path paths directory folder project source build test tests run ' +
  'running start stop create created update updated delete remove removed add added change changed changes check read write written open ' +
  'close closed call called load loaded parse parsed request response server client host port http https www com org github issues api url ' +
  'link html head body div span script style image width height color label table column row text title content context session user users ' +
  'role system assistant model tool tools result results input output token tokens stream event events options option settings config ' +
  'command commands shell bash terminal process window document element attribute property properties method methods parameter parameters ' +
  'argument arguments callback promise resolve reject handler listener buffer bytes length size count start end line lines column position ' +
  'offset match pattern replace format template example examples note notes usage install installation support supported require required ' +
  'optional available specific different current previous next default custom public private static status state store storage cache memory ' +
  'database query schema field fields record records entry entries date time timeout hours local remote global internal external resource ' +
  'certificate signature encoding decode encode hash match search filter sort order group member level log debug info warning release branch ' +
  'commit merge push pull review summary description details information documentation reference guide section application environment ' +
  'variable variables execute execution instance interface implementation dependency dependencies component components library framework ' +
  'please help want need make sure following because however between through about their they work works working code codes language';

/** Each of the words in two of eight ways: as prose, in names, as keys and in tags. */
function writtenWords(): string {
  const words = COMMON_WORDS.split(' ');
  const ways = [0, WAYS_BETWEEN].flatMap((shift) =>
    words.map((word, at) => written(word, words[(at * 7 + 3 + 4 * shift) % words.length] ?? '', (at + shift) % 8)),
  );
  return ways.join('');
}

/** How many ways lie between the two. */
const WAYS_BETWEEN = 3;

function written(word: string, next: string, way: number): string {
  const capital = next.charAt(0).toUpperCase() + next.slice(1);
  switch (way) {
    case 0:
      return `\n${capital} ${word}, `;
    case 1:
      return `${word}${capital}(`;
    case 2:
      return `"${word}": "${next} `;
    case 3:
      return `${word}_${next}: `;
    case 4:
      return `.${word}/${next}) `;
    case 5:
      return `the ${word} and `;
    case 6:
      return `${word} to a `;
    default:
      return `${word} of the `;
  }
}

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
      'See [the docs](https://www.example.com/docs/) and https://github.com/org/repo/issues/12. * * * **Note:** `npm install`',
      writtenWords(),
    ].join(''),
    (character) => character.charCodeAt(0),
  ),
);
