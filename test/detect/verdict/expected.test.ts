import test from 'ava';
import { strayProviders, Expectations, type KnownProvider } from '../../../src/detect/verdict/expected.ts';
import type { Detection, Finding } from '../../../src/model/finding.ts';
import type { Direction, Protocol } from '../../../src/model/flow.ts';
import { fakeDetection } from '../../support/fake-detection.ts';

interface Case extends Omit<Partial<Finding>, 'prefix'> {
  readonly prefix?: string | undefined;
  readonly dest?: string;
  readonly protocol?: Protocol;
  readonly direction?: Direction;
}

/** An Anthropic key that logs in, but for what the case changes. */
function detection(change: Case): Detection {
  const { dest = 'api.anthropic.com:443', protocol = 'https', direction = 'outbound', ...rest } = change;
  const { prefix, ...own } = { prefix: 'sk-ant-api03-', ...rest };
  const fake = fakeDetection('x', 0);
  const login = { rule: 'ai_api_key', location: 'request.header.x-api-key', ...(prefix !== undefined && { prefix }) };
  return { ...fake, direction, flow: { ...fake.flow, dest, protocol }, finding: { ...fake.finding, ...login, ...own } };
}

const builtIn = new Expectations();
const authorization = 'request.header.authorization';

const EXPECTED: Readonly<Record<string, Case>> = {
  'x-api-key to Anthropic': {},
  'a token of Claude to Anthropic': { prefix: 'sk-ant-oat01-', location: authorization },
  'another spelling of the host': { dest: 'API.Anthropic.com:443' },
  'a head that names the host': { hosts: ['api.anthropic.com'] },
  'a head that names host and port': { hosts: ['api.anthropic.com:443'] },
  'a connection that several hosts of the provider share': {
    prefix: 'AIza',
    location: 'request.header.x-goog-api-key',
    dest: 'storage.googleapis.com:443',
    hosts: ['generativelanguage.googleapis.com'],
  },
  OpenAI: { prefix: 'sk-proj-', location: authorization, dest: 'api.openai.com:443' },
  'OpenAI in Europe': { prefix: 'sk-svcacct-', location: authorization, dest: 'eu.api.openai.com:443' },
  'an old key of OpenAI': { prefix: 'sk-', location: authorization, dest: 'api.openai.com:443' },
  Gemini: { prefix: 'AIza', location: 'request.header.x-goog-api-key', dest: 'generativelanguage.googleapis.com:443' },
  Azure: { rule: 'azure_openai_key', location: 'request.header.api-key', dest: 'mine.openai.azure.com:443' },
  GitHub: { prefix: 'ghp_', location: authorization, dest: 'api.github.com:443' },
  'git over HTTPS': { prefix: 'ghs_', path: 'base64', location: authorization, dest: 'github.com:443' },
  GitLab: { prefix: 'glpat-', location: 'request.header.private-token', dest: 'gitlab.com:443' },
  npm: { prefix: 'npm_', location: authorization, dest: 'registry.npmjs.org:443' },
  'a password for git': {
    rule: 'http_basic_credentials',
    prefix: undefined,
    location: authorization,
    dest: 'github.com:443',
  },
  'a password for git, known by its name': {
    rule: 'http_basic_credentials',
    known: 'GITHUB_PASSWORD',
    prefix: undefined,
    location: authorization,
    dest: 'github.com:443',
  },
  'a key known by its name alone': {
    rule: 'known_value',
    known: 'MISTRAL_API_KEY',
    prefix: undefined,
    location: authorization,
    dest: 'api.mistral.ai:443',
  },
  'a signature for AWS': {
    rule: 'aws_access_key',
    prefix: 'AKIA',
    location: authorization,
    dest: 'bedrock-runtime.us-east-1.amazonaws.com:443',
  },
};

for (const [name, change] of Object.entries(EXPECTED)) {
  test(`expected: ${name}`, (t) => t.true(builtIn.includes(detection(change))));
}

const ALARMS: Readonly<Record<string, Case>> = {
  'in a body': { location: 'request.body' },
  'in the URL': { location: 'request.url' },
  'in another header': { location: 'request.header.x-forwarded-key' },
  'in a header whose name begins alike': { location: 'request.header.x-api-key-2' },
  'in a trailer': { location: 'request.trailer.x-api-key' },
  'in a message': { location: 'ws.message' },
  'in a response': { location: 'response.header.x-api-key', direction: 'inbound' },
  'on its way in': { direction: 'inbound' },
  'to another host': { dest: 'api.example.test:443' },
  'to a host that looks alike': { dest: 'api.anthropic.com.evil.test:443' },
  'to a host that ends alike': { dest: 'evil-api.anthropic.com:443' },
  'to a host that begins alike': { dest: 'api.anthropic.co:443' },
  'a head that names another host': { hosts: ['evil.test'] },
  'a head that names another host as well': { hosts: ['api.anthropic.com', 'evil.test'] },
  'a head that names another port': { hosts: ['api.anthropic.com:8443'] },
  'a head that names the host on a connection to another': { dest: 'evil.test:443', hosts: ['api.anthropic.com'] },
  'a head with an empty Host': { hosts: [''] },
  'to another port': { dest: 'api.anthropic.com:8443' },
  'in clear': { dest: 'api.anthropic.com:80', protocol: 'http' },
  'in clear on the port of HTTPS': { protocol: 'http' },
  "in another provider's": { dest: 'api.openai.com:443', location: authorization },
  "another provider's key": { prefix: 'sk-proj-' },
  'a key of no known kind': { prefix: undefined },
  "another's known value in the form of a login": {
    rule: 'http_basic_credentials',
    known: 'DB_PASSWORD',
    prefix: undefined,
    location: authorization,
    dest: 'github.com:443',
  },
  'a known value of another name': {
    rule: 'known_value',
    known: 'DB_PASSWORD',
    prefix: undefined,
    location: authorization,
    dest: 'api.mistral.ai:443',
  },
  'hidden in base64': { path: 'base64' },
  'hidden twice in Authorization': { path: 'base64>base64', location: authorization },
  'a command': { type: 'INJECTION' },
  'a GitHub token to a page of strangers': { prefix: 'ghp_', location: authorization, dest: 'evil.github.io:443' },
  'a suffix without a name before it': {
    prefix: 'AIza',
    location: 'request.header.x-goog-api-key',
    dest: 'googleapis.com:443',
  },
};

for (const [name, change] of Object.entries(ALARMS)) {
  test(`an alarm: ${name}`, (t) => t.false(builtIn.includes(detection(change))));
}

test('a configuration names further providers; a port of its own need not speak HTTPS', (t) => {
  const known: readonly KnownProvider[] = [
    { rule: 'ai_*', header: 'X-Gateway-Key', host: 'llm.internal' },
    { rule: 'ai_api_key', header: 'authorization', host: 'localhost:*' },
  ];
  const own = new Expectations(known);
  const location = 'request.header.x-gateway-key';
  t.true(own.includes(detection({ location, dest: 'llm.internal:443' })));
  t.true(own.includes(detection({})));
  t.false(own.includes(detection({ location, dest: 'llm.internal:80', protocol: 'http' })));
  t.false(own.includes(detection({ location, dest: 'llm.internal:443', rule: 'aws_access_key' })));
  t.true(own.includes(detection({ location: authorization, dest: 'localhost:4000', protocol: 'http' })));
  t.false(own.includes(detection({ location: 'request.body', dest: 'localhost:4000', protocol: 'http' })));
  const local: Case = { location: authorization, dest: 'localhost:4000' };
  t.true(own.includes(detection({ ...local, protocol: 'http', hosts: ['localhost:4000'] })));
  t.false(own.includes(detection({ ...local, protocol: 'http', hosts: ['evil.test:4000'] })));
  t.true(own.includes(detection({ ...local, protocol: 'gateway', hosts: ['127.0.0.1:18800'] })));
});

test('a provider of a configuration whose rule fits nothing is named', (t) => {
  const known = ['ai_api_key', 'ai_*', 'acme_k?y', 'ai_api_kye'].map((rule) => ({ rule, header: 'x-key', host: 'a' }));
  const names = { ruleIds: ['ai_api_key'], values: ['ACME_KEY'], suggest: () => 'ai_api_key' };
  t.deepEqual(strayProviders(known, names), [
    '"rule=ai_api_kye header=x-key host=a" expects nothing: there is no rule "ai_api_kye"; the nearest is "ai_api_key"',
  ]);
});
