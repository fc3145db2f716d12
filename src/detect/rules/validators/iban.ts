/** Characters of an IBAN by country, from the IBAN registry (SWIFT, release 99). */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  [
    'NO15 BE16',
    'DK18 FI18 FK18 FO18 GL18 NL18 SD18',
    'MK19 SI19',
    'AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20',
    'CH21 HR21 LI21 LV21',
    'BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22',
    'AE23 GI23 IL23 IQ23 OM23 SO23 TL23',
    'AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24',
    'LY25 PT25',
    'IS26 TR26',
    'BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27',
    'AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28',
    'BR29 EG29 PS29 QA29 UA29',
    'JO30 KW30 MU30 YE30',
    'MT31 SC31',
    'LC32',
    'RU33',
  ].flatMap((row) => row.split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))])),
);

/** Whether `text`, blanks apart, is an IBAN: the country's length, and 1 as its remainder by 97. Source: ISO 13616. */
export function isIban(text: string): boolean {
  const packed = text.replace(/[ -]/g, '');
  if (packed.length !== LENGTHS.get(packed.slice(0, 2)) || !/^[A-Z]{2}[0-9]{2}[A-Z0-9]+$/.test(packed)) return false;
  let remainder = 0;
  for (const character of packed.slice(4) + packed.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder === 1;
}
