/** Whether the digits of `text` end in the check digit of ISO/IEC 7812-1 (Luhn); other characters are passed over. */
export function hasLuhnDigit(text: string): boolean {
  let sum = 0;
  let place = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) continue;
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
    place += 1;
  }
  return place > 1 && sum % 10 === 0;
}
