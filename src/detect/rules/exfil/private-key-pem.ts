import { literal } from '../byte-classes.ts';
import { matchAt } from '../expression.ts';
import { MAX_REACH, defineRule } from '../rule.ts';

const HEADER = /(?<=(-----BEGIN (?:(?:RSA|OPENSSH|EC|DSA|ENCRYPTED) )?))PRIVATE KEY-----/y;

/** Base64, line ends (also escaped ones) and the header lines of an encrypted key, up to the END line if there is one. */
const BODY = /(?:[A-Za-z0-9+/=\s:,\\]|-(?!-))*-----END [A-Z ]{0,20}PRIVATE KEY-----|(?:[A-Za-z0-9+/=\s]|\\[nr/\\])*/y;

/** Private keys in PEM. Beside the four of the table PKCS#8 counts, which is what openssl writes today. */
export const privateKeyPem = defineRule({
  id: 'private_key_pem',
  type: 'EXFIL',
  severity: 'critical',
  summary: 'A private key in PEM.',
  advice: 'Take the key out of service wherever its public half is trusted, and make a new pair.',
  falseAlarm: 'Test suites and documentation hold throw-away keys; a certificate or a public key is never reported.',
  isSecret: true,
  anchors: [literal('PRIVATE ')],
  match(text, at) {
    const header = matchAt(HEADER, text, at);
    if (header === undefined) return undefined;
    const from = at - (header.groups[0]?.length ?? 0);
    const body = matchAt(BODY, text.slice(0, at + MAX_REACH), header.to);
    return { from, to: body?.to ?? header.to };
  },
  hits: [
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF0\n-----END RSA PRIVATE KEY-----\n',
    '-----BEGIN OPENSSH PRIVATE KEY-----\r\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==\r\n',
    String.raw`{"key":"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIGLlamZ\n-----END EC PRIVATE KEY-----\n"}`,
    '-----BEGIN DSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----',
    '-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkq\n',
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,3F\n\nMIIE\n-----END RSA PRIVATE KEY-----',
  ],
  misses: [
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq\n-----END CERTIFICATE-----',
    '-----END RSA PRIVATE KEY-----',
    'BEGIN RSA PRIVATE KEY',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----',
    '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----',
    '-----begin rsa private key-----',
  ],
  source: 'RFC 7468; RFC 5915 (EC); OpenSSH PROTOCOL.key; the v3 table.',
});
