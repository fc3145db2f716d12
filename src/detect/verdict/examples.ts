/**
 * Credentials that are printed in the documentation of those who issue them, letter by letter: they open nothing.
 * Sources: AWS IAM and SDK guides; Stripe API reference; Twilio, Slack and GitHub documentation; jwt.io's introduction.
 */
const EXAMPLES: ReadonlySet<string> = new Set([
  'AKIAIOSFODNN7EXAMPLE',
  'AKIAI44QH8DHBEXAMPLE',
  'ASIAIOSFODNN7EXAMPLE',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'sk_test_BQokikJOvBiI2HlWgH4olfQ2',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
]);

/** How AWS marks the access key identifiers that it writes documentation with. */
const AWS_EXAMPLE = /^A[KS]IA[0-9A-Z]{9}EXAMPLE$/;

/** Whether a matched text is a credential that a documentation is known to show. */
export function isDocumentationExample(matched: string): boolean {
  return EXAMPLES.has(matched) || AWS_EXAMPLE.test(matched);
}
