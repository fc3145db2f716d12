import type { Detection, Finding } from '../../model/finding.ts';
import { matchesDest, matchesGlob, namesPort } from '../../model/glob.ts';
import type { Suggest } from '../rules/read-rule-file.ts';
import { missingRule } from './missing-rule.ts';
import { PROVIDERS, type Provider } from './providers.ts';

/** One more place where a credential belongs, as a configuration names it; patterns with `*` and `?`. */
export interface KnownProvider {
  /** For the rule's id. */
  readonly rule: string;
  /** For the header's name. */
  readonly header: string;
  /** For the host, or `host:port`; without a port HTTPS on 443 is meant. */
  readonly host: string;
}

const HEADER = 'request.header.';
const HTTPS_PORT = '443';

/** Says whether a detection is a provider's own credential on its way to log in there. */
export class Expectations {
  readonly #providers: readonly Provider[];

  constructor(known: readonly KnownProvider[] = []) {
    const more = known.map(({ rule, header, host }) => ({
      rules: [rule],
      headers: [header.toLowerCase()],
      hosts: [host],
    }));
    this.#providers = [...PROVIDERS, ...more];
  }

  /**
   * True for a credential that stands in a header of a request as it is (or as HTTP's Basic scheme encodes it), where
   * the header, the host and the port are those by which its provider is used. Everything else alarms: another host,
   * one that only looks alike, another port, plain HTTP where the provider speaks HTTPS, another header, a URL, a body,
   * and a head that names another host than the connection does: a server behind it may pass the request on there.
   */
  includes({ direction, flow, finding }: Detection): boolean {
    if (direction !== 'outbound' || finding.type !== 'EXFIL') return false;
    if (!finding.location.startsWith(HEADER)) return false;
    const header = finding.location.slice(HEADER.length);
    if (finding.path !== '' && !(finding.path === 'base64' && header === 'authorization')) return false;
    return this.#providers.some(
      ({ prefixes = [], rules = [], forms = [], headers, hosts }) =>
        (hasPrefix(finding, prefixes) || isFoundBy(finding, rules) || hasForm(finding, forms)) &&
        headers.some((pattern) => matchesGlob(pattern, header)) &&
        hosts.some((pattern) => isHost(pattern, flow) && namesOnly(pattern, finding, flow)),
    );
  }
}

function isHost(pattern: string, { dest, protocol }: Detection['flow']): boolean {
  // Whoever names a port knows what is spoken there.
  return (protocol === 'https' || namesPort(pattern)) && matchesDest(pattern, dest, HTTPS_PORT);
}

/** Whether the head names no host but those of `pattern`. A gateway's clients name our own, where they connect to. */
function namesOnly(pattern: string, { hosts = [] }: Finding, { dest, protocol }: Detection['flow']): boolean {
  const port = dest.slice(dest.lastIndexOf(':') + 1);
  return protocol === 'gateway' || hosts.every((host) => matchesDest(pattern, withPort(host, port), HTTPS_PORT));
}

function withPort(host: string, port: string): string {
  return namesPort(host) ? host : `${host}:${port}`;
}

function isFoundBy({ rule, known }: Finding, patterns: readonly string[]): boolean {
  const name = known?.toLowerCase();
  return patterns.some((one) => matchesGlob(one, rule) || (name !== undefined && matchesGlob(one.toLowerCase(), name)));
}

/** What there is for a provider's `rule` to fit. */
export interface KnownNames {
  readonly ruleIds: readonly string[];
  /** Of known values. */
  readonly values: readonly string[];
  /** The rule whose name is nearest to one that there is not. */
  readonly suggest: Suggest;
}

/** A sentence for each provider of a configuration whose `rule` fits no rule and no known value. */
export function strayProviders(known: readonly KnownProvider[], { ruleIds, values, suggest }: KnownNames): string[] {
  return known.flatMap(({ rule, header, host }) => {
    const isValue = values.some((name) => matchesGlob(rule.toLowerCase(), name.toLowerCase()));
    const problem = isValue ? undefined : missingRule(rule, ruleIds, suggest);
    return problem === undefined ? [] : [`"rule=${rule} header=${header} host=${host}" expects nothing: ${problem}`];
  });
}

function hasForm({ rule, known }: Finding, forms: readonly string[]): boolean {
  return known === undefined && forms.includes(rule);
}

function hasPrefix({ prefix }: Finding, patterns: readonly string[]): boolean {
  return prefix !== undefined && patterns.some((pattern) => matchesGlob(pattern, prefix));
}
