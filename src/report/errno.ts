/** The system's name of an error (`ENOSPC`, `EACCES` …), or undefined if it is not one of the system's. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
