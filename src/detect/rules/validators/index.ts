import { isBase58Check } from './base58check.ts';
import { hasBase62Crc } from './base62-crc.ts';
import { isBasicCredentials } from './basic-credentials.ts';
import { isBech32 } from './bech32.ts';
import { isChosenPassword } from './chosen-password.ts';
import { isIban } from './iban.ts';
import { isJsonWebToken } from './json-web-token.ts';
import { hasLuhnDigit } from './luhn.ts';
import { isPaymentCard } from './payment-card.ts';
import { isSeedPhrase } from './seed-phrase.ts';
import { beginsWithSnowflake } from './snowflake-id.ts';
import { isSocialSecurityNumber } from './social-security.ts';

/** Checks of a secret's structure that an expression cannot make, by the name a rule file gives them. */
export const VALIDATORS = {
  base58check: isBase58Check,
  'base62-crc': hasBase62Crc,
  'basic-credentials': isBasicCredentials,
  bech32: isBech32,
  'chosen-password': isChosenPassword,
  iban: isIban,
  'json-web-token': isJsonWebToken,
  luhn: hasLuhnDigit,
  'payment-card': isPaymentCard,
  'seed-phrase': isSeedPhrase,
  'snowflake-id': beginsWithSnowflake,
  'social-security': isSocialSecurityNumber,
} as const satisfies Record<string, (secret: string) => boolean>;

export type ValidatorName = keyof typeof VALIDATORS;
