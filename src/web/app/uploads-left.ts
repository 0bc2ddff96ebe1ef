/** Where uploads are that were not ended, so that the same file goes on there when it is chosen again. */

const keyOf = ({ name, size, lastModified }: File): string => `kaimen.upload:${lastModified}:${size}:${name}`;

/** Null where there is none, or the browser keeps nothing. */
export function uploadOf(file: File): string | null {
  try {
    return localStorage.getItem(keyOf(file));
  } catch {
    return null;
  }
}

export function rememberUpload(file: File, url: string): void {
  try {
    localStorage.setItem(keyOf(file), url);
  } catch {
    // Without it a reload begins anew; nothing else is lost.
  }
}

export function forgetUpload(file: File): void {
  try {
    localStorage.removeItem(keyOf(file));
  } catch {
    // What was never kept.
  }
}
