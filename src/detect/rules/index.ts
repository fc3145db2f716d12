import type { Anchor } from '../kernel/anchor.ts';
import type { Rule } from './rule.ts';
import { aiApiKey } from './exfil/ai-api-key.ts';
import { awsAccessKey } from './exfil/aws-access-key.ts';
import { dotenvFile } from './exfil/dotenv-file.ts';
import { privateKeyPem } from './exfil/private-key-pem.ts';
import { sshKeyFile } from './exfil/ssh-key-file.ts';
import { sshPubkey } from './exfil/ssh-pubkey.ts';
import { unixSensitive } from './exfil/unix-sensitive.ts';
import { destructiveRm } from './injection/destructive-rm.ts';
import { pipeToShell } from './injection/pipe-to-shell.ts';
import { reverseShell } from './injection/reverse-shell.ts';
import { shellExec } from './injection/shell-exec.ts';
import { sshKeyInject } from './injection/ssh-key-inject.ts';

/** Every rule, in the order of the v3 table. */
export const RULES: readonly Rule[] = [
  aiApiKey,
  awsAccessKey,
  privateKeyPem,
  sshKeyFile,
  unixSensitive,
  dotenvFile,
  sshPubkey,
  pipeToShell,
  shellExec,
  reverseShell,
  destructiveRm,
  sshKeyInject,
];

/** The anchors of all rules in one table; `rule` is an index into `RULES`. At most 48. */
export const ANCHORS: readonly Anchor[] = RULES.flatMap(({ anchors }, rule) =>
  anchors.map((classes) => ({ rule, classes })),
);
