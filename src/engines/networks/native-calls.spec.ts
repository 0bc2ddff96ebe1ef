import { expect, it } from 'vitest';
import { guardNativeCalls, insideNative, newNativeGuard, seize } from './native-calls.js';

it('a thread is seized only when it is outside all of its calls, and stays outside', async () => {
  const guard = newNativeGuard();
  guardNativeCalls(guard);
  let leave = (): void => {};
  const call = insideNative(() => new Promise<void>((resolve) => (leave = resolve)));
  const nested = insideNative(() => Promise.resolve(7));
  expect(await nested).toBe(7);
  let isSeized = false;
  const seized = seize(guard).then(() => (isSeized = true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isSeized).toBe(false);
  leave();
  await call;
  await seized;
  expect(guard[0]).toBe(-1);
  await seize(guard); // twice is no deadlock
  guardNativeCalls(newNativeGuard());
});
