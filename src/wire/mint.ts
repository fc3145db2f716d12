import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { createRequire } from 'node:module';
import { readSubjectName, type SubjectName } from './subject-name.ts';

/** What is used of forge's asn1. Its strings are binary: one character per octet. */
interface Asn1 {
  create(tagClass: number, type: number, constructed: boolean, value: string | Node[]): Node;
  toDer(node: Node): { getBytes(): string };
  fromDer(der: string): Node;
  oidToDer(id: string): { getBytes(): string };
  dateToUtcTime(date: Date): string;
  dateToGeneralizedTime(date: Date): string;
}

interface Node {
  readonly tagClass: number;
  readonly type: number;
  readonly value: string | Node[];
  /** A BIT STRING that happens to hold DER (an RSA key) is parsed into `value`; its octets are here then. */
  readonly bitStringContents?: string;
}

// Only the ASN.1 part: the whole of forge takes four times as long to load.
const asn1 = createRequire(import.meta.url)('node-forge/lib/asn1.js') as Asn1;

/** A certificate authority as it stands in ca.crt and ca.key. */
export interface Authority {
  readonly certPem: string;
  /** PKCS #8, unencrypted. */
  readonly keyPem: string;
}

/** Everything a minting worker is given. It holds the authority's key, so it goes to that worker only. */
export interface MintWorkerData {
  readonly authority: Authority;
  readonly publicKeyDer: Uint8Array;
}

export type AuthorityKeyType = 'rsa' | 'ec';

const DAY_MS = 86_400_000;
/** Clocks of clients lag; Chromium and Firefox call certificates from the future invalid. */
const BACKDATE_MS = 2 * DAY_MS;
const LEAF_LIFETIME_MS = 90 * DAY_MS;
const AUTHORITY_LIFETIME_MS = 3650 * DAY_MS;
/** ub-common-name of RFC 5280 appendix A. */
const MAX_COMMON_NAME_LENGTH = 64;
const SERIAL_BYTES = 16;

const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/** KeyUsage bits (RFC 5280 section 4.2.1.3) as a BIT STRING's contents: count of unused bits, then the bits. */
const KEY_USAGE = { certAndCrlSign: '\x01\x06', digitalSignature: '\x07\x80' } as const;

/** Tag numbers and classes (X.680 section 8). */
const UNIVERSAL = 0x00;
const CONTEXT_SPECIFIC = 0x80;
const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  utf8: 12,
  sequence: 16,
  set: 17,
  utcTime: 23,
  generalizedTime: 24,
} as const;

const octetsOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const derOf = (node: Node): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
const parse = (der: Uint8Array): Node => asn1.fromDer(octetsOf(der));

const childrenOf = (node: Node | undefined): Node[] => (Array.isArray(node?.value) ? node.value : []);

const textOf = (node: Node | undefined): string => (typeof node?.value === 'string' ? node.value : '');

const primitive = (type: number, contents: string): Node => asn1.create(UNIVERSAL, type, false, contents);
const sequence = (...nodes: Node[]): Node => asn1.create(UNIVERSAL, TAG.sequence, true, nodes);
const oid = (id: string): Node => primitive(TAG.oid, asn1.oidToDer(id).getBytes());
const octetString = (contents: string): Node => primitive(TAG.octetString, contents);
const bitString = (bytes: Uint8Array): Node => primitive(TAG.bitString, `\x00${octetsOf(bytes)}`);
const tagged = (tag: number, contents: string | Node[]): Node =>
  asn1.create(CONTEXT_SPECIFIC, tag, typeof contents !== 'string', contents);

function extension(id: string, critical: boolean, value: Node): Node {
  const octets = octetString(asn1.toDer(value).getBytes());
  return critical ? sequence(oid(id), primitive(TAG.boolean, '\xff'), octets) : sequence(oid(id), octets);
}

/** RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. */
function time(date: Date): Node {
  return date.getUTCFullYear() < 2050
    ? primitive(TAG.utcTime, asn1.dateToUtcTime(date))
    : primitive(TAG.generalizedTime, asn1.dateToGeneralizedTime(date));
}

function name(...attributes: [id: string, text: string][]): Node {
  const rdn = ([id, text]: [string, string]): Node =>
    asn1.create(UNIVERSAL, TAG.set, true, [sequence(oid(id), primitive(TAG.utf8, text))]);
  return sequence(...attributes.map(rdn));
}

/** Positive and of constant length: the top bit is cleared, the next one set. */
function serialNumber(bytes: Uint8Array): Node {
  const serial = Uint8Array.from(bytes);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return primitive(TAG.integer, octetsOf(serial));
}

/** RFC 7093 section 2 method 1: the first 160 bits of SHA-256 over the public key's bits. */
function keyIdentifier(spki: Node): string {
  const bits = childrenOf(spki)[1];
  const contents = bits?.bitStringContents ?? textOf(bits);
  return octetsOf(createHash('sha256').update(contents.slice(1), 'latin1').digest().subarray(0, 20));
}

interface Signer {
  readonly key: KeyObject;
  readonly algorithm: Node;
}

function signerFor(key: KeyObject): Signer {
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? sequence(oid(OID.sha256WithRsa), primitive(TAG.null, ''))
      : sequence(oid(OID.ecdsaWithSha256));
  return { key, algorithm };
}

interface ToBeSigned {
  readonly serial: Uint8Array;
  readonly issuer: Node;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Node;
  readonly spki: Node;
  readonly extensions: Node[];
}

/** RFC 5280 section 4.1. */
function signCertificate(signer: Signer, cert: ToBeSigned): string {
  const tbs = sequence(
    tagged(0, [primitive(TAG.integer, '\x02')]),
    serialNumber(cert.serial),
    signer.algorithm,
    cert.issuer,
    sequence(time(cert.notBefore), time(cert.notAfter)),
    cert.subject,
    cert.spki,
    tagged(3, [sequence(...cert.extensions)]),
  );
  const signature = sign('sha256', derOf(tbs), signer.key);
  return pemOf(derOf(sequence(tbs, signer.algorithm, bitString(signature))));
}

/** RFC 7468. An empty line before the END line, which a plain split at 64 would give now and then, breaks OpenSSL. */
function pemOf(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/**
 * Makes a new self-signed authority: RSA-2048 (`rsa`, for old clients; takes some 100 ms) or P-256 (`ec`), valid
 * for ten years from two days before `now`, path length 0, with a name of its own so that two never get mixed up
 * in a trust store.
 */
export function createAuthority(options: { readonly keyType: AuthorityKeyType; readonly now: Date }): Authority {
  const { privateKey, publicKey } =
    options.keyType === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = parse(publicKey.export({ type: 'spki', format: 'der' }));
  const serial = randomBytes(SERIAL_BYTES);
  const subject = name([OID.organization, 'clawsec'], [OID.commonName, `clawsec CA ${serial.toString('hex', 8)}`]);
  const notBefore = new Date(options.now.getTime() - BACKDATE_MS);
  const certPem = signCertificate(signerFor(privateKey), {
    serial,
    issuer: subject,
    notBefore,
    notAfter: new Date(notBefore.getTime() + AUTHORITY_LIFETIME_MS),
    subject,
    spki,
    extensions: [
      extension(OID.basicConstraints, true, sequence(primitive(TAG.boolean, '\xff'), primitive(TAG.integer, '\x00'))),
      extension(OID.keyUsage, true, primitive(TAG.bitString, KEY_USAGE.certAndCrlSign)),
      extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(spki))),
    ],
  });
  return { certPem, keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

interface Issuer {
  readonly signer: Signer;
  readonly name: Node;
  readonly keyId: string;
  readonly notAfterMs: number;
}

/** Reads subject and SKI from the certificate itself: the pair may come from another tool. */
function openIssuer(authority: Authority): Issuer {
  const cert = new X509Certificate(authority.certPem);
  const tbs = childrenOf(childrenOf(parse(cert.raw))[0]);
  const [extensions] = childrenOf(tbs.find((node) => node.tagClass === CONTEXT_SPECIFIC && node.type === 3));
  const wanted = oid(OID.subjectKeyIdentifier).value;
  const found = childrenOf(extensions).find((one) => childrenOf(one)[0]?.value === wanted);
  const spki = tbs[6] ?? sequence();
  return {
    signer: signerFor(createPrivateKey(authority.keyPem)),
    name: tbs[5] ?? sequence(),
    keyId: found === undefined ? keyIdentifier(spki) : textOf(asn1.fromDer(textOf(childrenOf(found).at(-1)))),
    notAfterMs: Date.parse(cert.validTo),
  };
}

const issuers = new WeakMap<Authority, Issuer>();
const publicKeys = new WeakMap<Uint8Array, { spki: Node; keyId: string }>();

/** Keys and issuers are parsed once: doing so costs as much as a mint. */
function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, read: (key: K) => V): V {
  const found = known.get(key) ?? read(key);
  known.set(key, found);
  return found;
}

function readPublicKey(der: Uint8Array): { spki: Node; keyId: string } {
  const spki = parse(der);
  return { spki, keyId: keyIdentifier(spki) };
}

function alternativeName(subject: SubjectName): Node {
  return sequence(subject.kind === 'dns' ? tagged(2, subject.text) : tagged(7, octetsOf(subject.octets)));
}

export interface LeafRequest {
  /** A DNS name as A-labels or an IP literal, as in CONNECT or SNI. */
  readonly host: string;
  /** The same object from call to call keeps its parsed form. */
  readonly authority: Authority;
  /** The same object from call to call keeps its parsed form. */
  readonly publicKeyDer: Uint8Array;
  readonly now: Date;
  /** 16 bytes; random by default. */
  readonly serial?: Uint8Array;
}

/**
 * Signs a server certificate for one host and returns it as PEM: valid for 90 days from two days before `now`, but
 * never longer than its authority. Takes some 0.1 ms with an EC authority, 0.3 ms with RSA.
 * Throws a RangeError when `host` is no name a certificate can carry, and whatever node:crypto throws on bad keys.
 */
export function mintLeaf(request: LeafRequest): string {
  const subject = readSubjectName(request.host);
  if (subject === undefined) throw new RangeError('not a host name that a certificate can carry');
  const issuer = remembered(issuers, request.authority, openIssuer);
  const { spki, keyId } = remembered(publicKeys, request.publicKeyDer, readPublicKey);
  const named = subject.text.length <= MAX_COMMON_NAME_LENGTH;
  const notBeforeMs = request.now.getTime() - BACKDATE_MS;
  return signCertificate(issuer.signer, {
    serial: request.serial ?? randomBytes(SERIAL_BYTES),
    issuer: issuer.name,
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(Math.min(notBeforeMs + LEAF_LIFETIME_MS, issuer.notAfterMs)),
    subject: named ? name([OID.commonName, subject.text]) : name(),
    spki,
    extensions: [
      extension(OID.basicConstraints, true, sequence()),
      extension(OID.keyUsage, true, primitive(TAG.bitString, KEY_USAGE.digitalSignature)),
      extension(OID.extKeyUsage, false, sequence(oid(OID.serverAuth))),
      // RFC 5280 section 4.1.2.6: critical when the subject is empty.
      extension(OID.subjectAltName, !named, alternativeName(subject)),
      extension(OID.subjectKeyIdentifier, false, octetString(keyId)),
      extension(OID.authorityKeyIdentifier, false, sequence(tagged(0, issuer.keyId))),
    ],
  });
}
