import test from 'ava';
import { HEX, HOST, TARGET, TEXT, TOKEN, matchesToken, octetsOf } from '../../../src/wire/http1/octets.ts';

function membersOf(table: Uint8Array): string {
  return Array.from(table, (flag, octet) => (flag === 1 ? String.fromCharCode(octet) : '')).join('');
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const alphanumeric = `0123456789${upper}${upper.toLowerCase()}`;

function sorted(text: string): string {
  return Array.from(text).toSorted().join('');
}

test('tokens are what RFC 9110 says', (t) => {
  t.is(membersOf(TOKEN), sorted(`${alphanumeric}!#$%&'*+-.^_\`|~`));
});

test('text has HTAB, SP, visible characters and obs-text', (t) => {
  for (let octet = 0; octet < 256; octet += 1) {
    t.is(TEXT[octet], octet === 9 || (octet >= 32 && octet !== 127) ? 1 : 0, String(octet));
    t.is(TARGET[octet], octet > 32 && octet !== 127 ? 1 : 0, String(octet));
  }
});

test('a host has no delimiter of its surroundings in it', (t) => {
  t.is(membersOf(HOST), sorted(`${alphanumeric}-._~!$&'()*+,;=%:[]`));
});

test('hexadecimal digits are the 22 and no others', (t) => {
  t.is(Array.from(HEX).filter((digit) => digit <= 15).length, 22);
  for (const digit of '0123456789abcdefABCDEF') t.is(HEX[digit.charCodeAt(0)], Number.parseInt(digit, 16));
});

test('names match in any letter case, at their place', (t) => {
  t.true(matchesToken(octetsOf('xContent-LENGTH'), 1, octetsOf('content-length')));
  t.false(matchesToken(octetsOf('content_length'), 0, octetsOf('content-length')));
  t.false(matchesToken(octetsOf('content-lengt'), 0, octetsOf('content-length')));
});
