import test from 'ava';
import { engineFor } from '../../../src/detect/engine-for.ts';
import { keptLength } from '../../../src/detect/mask/key-formats.ts';
import { RULES } from '../../../src/detect/rules/index.ts';
import type { Rule } from '../../../src/detect/rules/rule.ts';
import { compileRuleFile } from '../../../src/detect/rules/rule-file.ts';
import { Expectations } from '../../../src/detect/verdict/expected.ts';
import { type Provider, PROVIDERS } from '../../../src/detect/verdict/providers.ts';
import type { Detection } from '../../../src/model/finding.ts';
import { matchesGlob } from '../../../src/model/glob.ts';
import { matchesOfFile, packFiles } from '../../support/pack-files.ts';

test('every provider says which of whose credentials go where', (t) => {
  for (const { prefixes = [], rules = [], forms = [], headers, hosts } of PROVIDERS) {
    t.true(prefixes.length + rules.length + forms.length > 0 && headers.length > 0 && hosts.length > 0, hosts.join());
    for (const header of headers) t.is(header, header.toLowerCase());
    for (const rule of rules) t.is(rule, rule.toLowerCase());
    for (const host of hosts) {
      // A pattern that ends in a wildcard fits hosts that anybody can register.
      t.regex(host, /^(?:\*\.)?[a-z0-9-]+\.(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/);
    }
    for (const prefix of prefixes) t.notRegex(prefix, /^[*?]/);
  }
});

const files = packFiles().flatMap(({ pack, file }) => (pack === 'thorough' ? [] : [file]));

/** A credential that a rule says it finds. */
interface Key {
  readonly rule: string;
  readonly text: string;
  readonly prefix: string;
}

const keys: readonly Key[] = [...RULES, ...files.map(compileRuleFile)]
  .filter(({ isSecret }) => isSecret)
  .flatMap((rule) => rule.hits.flatMap((hit) => keysIn(rule, hit)));

function keysIn(rule: Rule, hit: string): readonly Key[] {
  return matchesOfFile(rule, undefined, hit).map(({ from, to }) => {
    const text = hit.slice(from, to);
    return { rule: rule.id, text, prefix: text.slice(0, keptLength(text, 0)) };
  });
}

const hasPrefix = ({ prefix }: Key, pattern: string): boolean => prefix !== '' && matchesGlob(pattern, prefix);

function isOf({ prefixes = [], rules = [], forms = [] }: Provider, key: Key): boolean {
  const isFound = [...rules, ...forms].some((rule) => matchesGlob(rule, key.rule));
  return isFound || prefixes.some((pattern) => hasPrefix(key, pattern));
}

test('every pattern of a provider stands for something that is found', (t) => {
  for (const { prefixes = [], rules = [], forms = [], hosts } of PROVIDERS) {
    for (const rule of [...rules, ...forms])
      t.true(
        keys.some((key) => matchesGlob(rule, key.rule)),
        `${rule} of ${hosts.join()}`,
      );
    for (const prefix of prefixes)
      t.true(
        keys.some((key) => hasPrefix(key, prefix)),
        `${prefix} of ${hosts.join()}`,
      );
  }
});

const scan = engineFor({
  rules: files,
  maskSecrets: true,
  maxFindings: 32,
  fingerprintKey: 'f',
  honoursAllowComments: false,
});
const expectations = new Expectations();

/** What is found in a request with this header, and whether it is expected there. */
function login(host: string, header: string, value: string): readonly (readonly [rule: string, isExpected: boolean])[] {
  const text = `GET /v1/things HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n${header}: ${value}\r\n\r\n`;
  const bytes = Buffer.from(text, 'latin1');
  const { findings } = scan({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'request.head' });
  return findings.map((finding) => {
    const flow: Detection['flow'] = { protocol: 'https', source: '127.0.0.1', dest: `${host}:443` };
    return [finding.rule, expectations.includes({ flow, direction: 'outbound', at: 0, finding })] as const;
  });
}

for (const provider of PROVIDERS) {
  const [pattern = ''] = provider.hosts;
  const host = pattern.replaceAll('*', 'mine');
  const name = `${host} ${provider.rules?.[0] ?? provider.prefixes?.[0] ?? provider.forms?.[0]}`;
  test(`a key of its own in its own header to its own host is expected: ${name}`, (t) => {
    for (const { rule, text } of keys.filter((key) => isOf(provider, key))) {
      for (const header of provider.headers) {
        for (const value of header === 'authorization' ? [`Bearer ${text}`, `token ${text}`, text] : [text]) {
          const alarms = login(host, header, value).filter(([, isExpected]) => !isExpected);
          t.deepEqual(alarms, [], `${rule} in ${header}: ${value}`);
        }
      }
    }
  });
}

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const ghp = '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';
const jwt =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1MzI4Njc1MDgiLCJpYXQiOjE3NjAxOTcxNjksInNjb3BlIjoiYWxsIn0.j-V0L3FsuD55QjJ_huUwjVLgwje65uqP2Kdpr5Yk5MBLooJhTjfFS8mUdj6pQPtnzCeDliMRkZbMhZTQRtbSgQ';
const openai = 'sk-svcacct-rUttBAl3tv5iKY89VZkRk41WuFDvl746mtqYI5wVyT3BlbkFJZVZUYet75i2RSu7HAVxY9LJ5aaaa';

for (const [name, host, value] of [
  ['Codex with an account of ChatGPT', 'chatgpt.com', `Bearer ${jwt}`],
  ['Codex with a key', 'api.openai.com', `Bearer ${openai}`],
  ["OpenAI's key to OpenAI's other host", 'chatgpt.com', `Bearer ${openai}`],
  ['git over HTTPS', 'github.com', basic(`x-access-token:${ghp}`)],
  ['git over HTTPS with a password', 'gitlab.com', basic('deploy:mdaN8ntkBSppY9c')],
  ['an upload to PyPI', 'upload.pypi.org', basic('__token__:pypi-AgEIcHlwaS5vcmcyaN9')],
] as const) {
  test(`expected: ${name}`, (t) => {
    const found = login(host, 'authorization', value);
    t.true(found.length > 0);
    t.deepEqual(
      found.filter(([, isExpected]) => !isExpected),
      [],
    );
    t.true(login('api.example.test', 'authorization', value).some(([, isExpected]) => !isExpected));
  });
}

test('a web token is of nobody in particular: at other hosts it alarms', (t) => {
  for (const host of ['api.openai.com', 'chatgpt.com.evil.test', 'api.example.test']) {
    t.deepEqual(login(host, 'authorization', `Bearer ${jwt}`), [['json_web_token', false]]);
  }
});
