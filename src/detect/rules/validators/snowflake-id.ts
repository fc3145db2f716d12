/** Whether what stands before the first dot is the base64 of a number of 17 to 20 digits: the user of a Discord bot. */
export function beginsWithSnowflake(token: string): boolean {
  const [user = ''] = token.split('.', 1);
  return /^[0-9]{17,20}$/.test(Buffer.from(user, 'base64url').toString('latin1'));
}
