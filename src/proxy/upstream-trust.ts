import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import tls from 'node:tls';
import { faultOf } from '../model/errno.ts';
import { UserError } from '../model/errors.ts';

/** Where systems keep their roots in one file; the first that can be read counts (the same list as Go's crypto/x509). */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Arch, Gentoo
  '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL 6
  '/etc/ssl/ca-bundle.pem', // openSUSE
  '/etc/pki/tls/cacert.pem', // OpenELEC
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // RHEL 7 and later
  '/etc/ssl/cert.pem', // Alpine, macOS, BSD
];
const EXTRA_VARIABLES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'] as const;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----/g;

export interface UpstreamTrustOptions {
  /** The `upstream_ca_file` option. */
  readonly upstreamCaFile?: string | undefined;
  /** NODE_EXTRA_CA_CERTS and SSL_CERT_FILE are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Our own ca.crt: agents are told to trust it, so it may well stand in those places; upstream it counts nothing. */
  readonly ownCaPem?: string | undefined;
  /** Files in place of the system's bundles and store; the first that holds a certificate counts. For tests. */
  readonly systemBundles?: readonly string[];
}

export interface UpstreamTrust {
  /** PEM, each certificate once. */
  readonly certificates: string[];
  /** One line each: what was named but can't be used. */
  readonly warnings: string[];
}

/**
 * Whom upstream servers may be vouched for by: Node's roots, the system's, and those of NODE_EXTRA_CA_CERTS,
 * SSL_CERT_FILE and `upstream_ca_file`. Throws UserError `ca_file_unreadable` when the last can't be read or holds
 * no certificate; the variables only give a warning, as they may be meant for others.
 */
export async function loadUpstreamTrust(options: UpstreamTrustOptions): Promise<UpstreamTrust> {
  const warnings: string[] = [];
  const trusted = new Map<string, string>();

  for (const root of tls.rootCertificates) collect(root, trusted, () => true);
  await collectSystemRoots(trusted, options.systemBundles);
  for (const variable of EXTRA_VARIABLES) {
    const path = options.env[variable];
    if (!path) continue;
    const problem = await collectFile(path, trusted);
    if (problem) warnings.push(`${variable}: ${path}: ${problem}; ignored`);
  }
  if (options.upstreamCaFile) {
    const problem = await collectFile(options.upstreamCaFile, trusted);
    if (problem) throw new UserError('ca_file_unreadable', `upstream_ca_file ${options.upstreamCaFile}: ${problem}`);
  }
  const own = new Map<string, string>();
  collect(options.ownCaPem ?? '', own);
  for (const fingerprint of own.keys()) trusted.delete(fingerprint);
  return { certificates: [...trusted.values()], warnings };
}

/**
 * The one TLS client context for all upstream connections: building it takes some 0.14 ms per certificate, so it is shared.
 * TLS 1.2 at least.
 */
export function upstreamContext(certificates: readonly string[]): tls.SecureContext {
  return tls.createSecureContext({ ca: [...certificates], minVersion: 'TLSv1.2' });
}

/**
 * Whether a certificate is `host`'s, for the `checkServerIdentity` option of tls.connect: undefined when it is, the
 * reason when not. Node's own check refuses every IPv6 address in 22.23 and 24.17 (nodejs/node issue 64144), so these
 * are left to OpenSSL.
 */
export function checkUpstreamIdentity(host: string, cert: tls.PeerCertificate): Error | undefined {
  if (isIPv6(host) && new X509Certificate(cert.raw).checkIP(host) !== undefined) return undefined;
  return tls.checkServerIdentity(host, cert);
}

/** On Linux the bundle is the store, and three times as quick to read; elsewhere a keychain may hold more. */
async function collectSystemRoots(trusted: Map<string, string>, bundles: readonly string[] | undefined): Promise<void> {
  let found = 0;
  for (const path of bundles ?? SYSTEM_BUNDLES) {
    found = collect(await readFile(path, 'utf8').catch(() => ''), trusted);
    if (found > 0) break;
  }
  const hasKeychain = process.platform === 'darwin' || process.platform === 'win32';
  if (bundles !== undefined || (found > 0 && !hasKeychain)) return;
  for (const root of systemStore()) collect(root, trusted);
}

/** The system's store where Node can ask for it (from 22.15 on). */
function systemStore(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    return [];
  }
}

/**
 * Adds the certificates of a PEM text to `trusted`, by their SHA-256, and returns how many there were. One that
 * OpenSSL can't read is left out: it would spoil the whole context.
 */
function collect(pem: string, trusted: Map<string, string>, isSound = isCertificate): number {
  let count = 0;
  for (const [block, body = ''] of pem.matchAll(CERTIFICATE)) {
    const der = Buffer.from(body, 'base64');
    const fingerprint = createHash('sha256').update(der).digest('base64');
    // Parsing takes 0.14 ms each, and most certificates stand in several places.
    if (!trusted.has(fingerprint) && !isSound(der)) continue;
    trusted.set(fingerprint, block);
    count += 1;
  }
  return count;
}

function isCertificate(der: Buffer): boolean {
  try {
    return new X509Certificate(der).raw.length === der.length;
  } catch {
    return false;
  }
}

/** Returns why the file is of no use, if so. */
async function collectFile(path: string, trusted: Map<string, string>): Promise<string | undefined> {
  try {
    return collect(await readFile(path, 'utf8'), trusted) > 0 ? undefined : 'it holds no PEM certificate';
  } catch (error) {
    return faultOf(error);
  }
}
