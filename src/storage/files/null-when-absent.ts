/** For `catch`: what is not there is null, every other failure stays one. */
export function nullWhenAbsent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
