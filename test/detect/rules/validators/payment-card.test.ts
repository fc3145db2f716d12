import test from 'ava';
import { isPaymentCard } from '../../../../src/detect/rules/validators/payment-card.ts';

test('numbers of every issuer pass', (t) => {
  for (const number of ['4539 5787 6362 1486', '5425-2334-3010-9903', '374101000000608', '6759649826438453']) {
    t.true(isPaymentCard(number), number);
  }
});

test('a wrong check digit, no issuer, a wrong length and a published number do not', (t) => {
  for (const number of ['4539578763621487', '1234567812345670', '45395787636', '4242 4242 4242 4242', '0', '']) {
    t.false(isPaymentCard(number), number);
  }
});
