/** Order of versions of three numbers, '1.10.0' after '1.9.0'. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const at = left.findIndex((n, i) => n !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}
