/** Numbers that were printed in advertisements. */
const PRINTED = new Set(['078051120', '219099999', '123456789']);

/**
 * Whether the nine digits of `text` can be a Social Security number of the United States: no area 000, 666 or from 900
 * on, no group 00, no serial 0000. Source: SSA, "Social Security Number Randomization".
 */
export function isSocialSecurityNumber(text: string): boolean {
  const digits = text.replace(/[^0-9]/g, '');
  return /^(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}$/.test(digits) && !PRINTED.has(digits);
}
