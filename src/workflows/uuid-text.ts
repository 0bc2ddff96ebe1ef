/** 16 bytes as a UUID is written. @param hex  32 digits; more are left out */
export const uuidText = (hex: string): string =>
  hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
