import { hasLuhnDigit } from './luhn.ts';

/** First digits and lengths: Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro. */
const ISSUED =
  /^(?:4[0-9]{12}(?:[0-9]{3}){0,2}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}|3[47][0-9]{13}|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|3(?:0[0-5]|[689][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}|62[0-9]{14,17}|(?:5018|5020|5038|6304|6759|676[1-3])[0-9]{8,15})$/;

/** Numbers that payment services publish for tests; they belong to nobody. */
const PUBLISHED = new Set(
  [
    '4242424242424242 4000056655665556 4012888888881881 4111111111111111 4000000000000002 4917610000000000',
    '5555555555554444 5200828282828210 5105105105105100 2223003122003222 2223000048400011 5424000000000015',
    '378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424 6011000000000012',
    '30569309025904 38520000023237 36227206271667 3056930009020004 3530111333300000 3566002020360505 6200000000000005',
    '4007000000027 4222222222222 4012000033330026 5431111111111111 374245455400126',
  ].flatMap((row) => row.split(' ')),
);

/**
 * Whether the digits of `text` are a payment card's: an issuer's range, its length, the check digit of Luhn, and none of
 * the numbers published for tests. Source: ISO/IEC 7812-1; the issuers' ranges as they publish them; Stripe, Adyen and
 * Authorize.net for the test numbers.
 */
export function isPaymentCard(text: string): boolean {
  const digits = text.replace(/[^0-9]/g, '');
  return ISSUED.test(digits) && hasLuhnDigit(digits) && !PUBLISHED.has(digits) && !/([0-9])\1{7}/.test(digits);
}
