import { literal, oneOf } from '../byte-classes.ts';
import { SEPARATOR, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

const STAGES =
  'local|prod|production|dev|development|stage|staging|test|testing|live|secret|secrets|bak|backup|old|save|ci|qa|uat|preview|docker|vault|keys';

/** A dot before a letter would be a further suffix, a slash a directory (a virtual environment named `.env`). */
const DOTENV = new RegExp(String.raw`\/\.env(?:\.(?:${STAGES})){0,2}(?![A-Za-z0-9_-]|\.[A-Za-z0-9_]|\\?/)`, 'y');

const AWS_CREDENTIALS = new RegExp(
  String.raw`(?<=(${SEPARATOR}))\.aws${SEPARATOR}credentials(?![A-Za-z0-9_-]|\.(?:example|sample|template))`,
  'y',
);

/**
 * Files that hold a program's credentials. `.env.local` and its kin count as `.env`; what is made to be shared
 * (`.env.example`, `.env.sample`, `.env.template`) does not.
 */
export const dotenvFile = defineRule({
  id: 'dotenv_file',
  type: 'EXFIL',
  severity: 'high',
  summary: 'The path of a file that holds credentials.',
  advice: 'Find out what the agent did with the file, and replace every secret in it if its content left.',
  falseAlarm:
    'Documentation and code of frameworks name such files; a request that carries their lines is the true thing.',
  isSecret: false,
  anchors: [literal('/.env'), [...literal('.aws'), ...oneOf('/\\'), ...oneOf('/\\c')]],
  match(text, at) {
    if (text.startsWith('/.env', at)) return matchAt(DOTENV, text, at);
    const path = matchAt(AWS_CREDENTIALS, text, at);
    return path && { from: at - (path.groups[0]?.length ?? 0), to: path.to };
  },
  hits: [
    'cat /app/.env',
    'GET /.env HTTP/1.1',
    '{"path":"./.env.local"}',
    String.raw`{"cmd":"cat /srv/.env\nls"}`,
    'cat ~/.aws/credentials',
    String.raw`{"path":"C:\\Users\\me\\.aws\\credentials"}`,
    String.raw`{"path":"\/app\/.env.production"}`,
    'It is read from /app/.env.',
    'https://example.test/.env?x=1',
    'cat /app/.env.ci',
    '/srv/.env.vault',
    'cat /app/.env.keys',
  ],
  misses: [
    'cp /app/.env.example /app/config',
    '/app/.env.sample',
    '/app/.env.template',
    '/app/.environment',
    '/app/.envrc',
    'process.env',
    '/home/me/.env/bin/python',
    '~/.aws/config',
    '/app/.env-cmdrc',
    String.raw`/process\.env\./`,
  ],
  source: 'The dotenv convention and its suffixes; AWS CLI user guide, credentials file.',
});
