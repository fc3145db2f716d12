import { hasLuhnDigit } from './luhn.ts';

/** Checks of a secret's structure that an expression cannot make, by the name a rule file gives them. */
export const VALIDATORS = {
  luhn: hasLuhnDigit,
} as const satisfies Record<string, (secret: string) => boolean>;

export type ValidatorName = keyof typeof VALIDATORS;
