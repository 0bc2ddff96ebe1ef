/**
 * One cell of a CSV file: comma separated, quoted where it must be (RFC 4180).
 *
 * A **string** that begins with = + - @, a tab, a carriage return or NUL gets a leading apostrophe, because a
 * spreadsheet would run it as a formula (a file's title may say `=HYPERLINK(…)`). Numbers stay numbers, so that
 * negative values survive every reader; null and non-finite numbers are empty cells.
 * Source: OWASP, CSV injection. Checked: csv-safety.spec.ts.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = /^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
