/**
 * A worker thread that is ended while ONNX Runtime works in it takes the whole process along ("terminate called after throwing an
 * instance of 'Napi::Error'": its native code cannot make a JavaScript value any more). So a thread tells when it is inside, and
 * who wants to end it waits for a moment when it is not (`seize`).
 */
export type NativeGuard = Int32Array<SharedArrayBuffer>;

/** Value of a guard after which its thread enters native code no more; else how many calls are inside. */
const SEIZED = -1;
const POLL_MS = 5;

let guard: NativeGuard | null = null;

export const newNativeGuard = (): NativeGuard => new Int32Array(new SharedArrayBuffer(4));

/** Of the task that this thread does from now on. */
export function guardNativeCalls(of: NativeGuard): void {
  guard = of;
}

/** One call of native code; never returns in a thread that is about to be ended. */
export async function insideNative<T>(call: () => Promise<T>): Promise<T> {
  const own = guard;
  if (own === null) return call();
  for (;;) {
    const inside = Atomics.load(own, 0);
    if (inside === SEIZED) Atomics.wait(own, 0, SEIZED);
    else if (Atomics.compareExchange(own, 0, inside, inside + 1) === inside) break;
  }
  try {
    return await call();
  } finally {
    Atomics.sub(own, 0, 1);
  }
}

/** Resolves when the thread of the guard is outside native code, and keeps it there: it can be ended. */
export async function seize(of: NativeGuard): Promise<void> {
  while (![0, SEIZED].includes(Atomics.compareExchange(of, 0, 0, SEIZED)))
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
