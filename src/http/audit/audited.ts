const READING = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Changes that happen all the time and change nothing that lasts: reports of instruments, pieces of an upload. */
const UNWRITTEN: readonly { readonly method: string; readonly route: RegExp; readonly status: number }[] = [
  { method: 'PUT', route: /^\/api\/v1\/instruments\//, status: 204 },
  { method: 'PATCH', route: /^\/api\/v1\/uploads\//, status: 204 },
];

export interface Answered {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

/** Somebody was not allowed to do it, or not so often. */
export const isRefusal = (status: number): boolean => [401, 403, 429].includes(status);

/** Whether the audit log tells of it: changes, sign-ins, and refusals of those who sent a key. */
export function isOfInterest({ method, route, status }: Answered, hasKey: boolean): boolean {
  if (route.startsWith('/auth/')) return true;
  if (!route.startsWith('/api/')) return false;
  if (READING.has(method)) return hasKey && (status === 401 || status === 403);
  return !UNWRITTEN.some((one) => one.method === method && one.status === status && one.route.test(route));
}
