/** The system's name of an error (`ENOSPC`, `EACCES` …), or undefined if it is not one of the system's. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EBUSY: 'it is in use',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it is there already',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a symbolic link that is not followed',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'it does not exist',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'what should be its folder is a file',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
};

/** Why the system refused a file, in words that follow "can't be read: "; of another error its name or its text. */
export function faultOf(error: unknown): string {
  const errno = errnoOf(error);
  return errno === undefined ? String(error) : (FAULTS[errno] ?? errno);
}
