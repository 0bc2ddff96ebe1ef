/** A thread whose tasks go wrong. */
export function double({ task, progress }) {
  for (const fraction of [0.25, 0.5, 1]) progress.postMessage({ fraction, stage: 'doubling' });
  progress.close();
  return { value: task * 2 };
}

export function hang() {
  for (;;);
}

export function throws() {
  throw new Error('unexpected');
}

export function exits() {
  process.exit(3);
}

export async function rejectsLater() {
  setTimeout(() => Promise.reject(new Error('nobody waits for this')), 1);
  await new Promise((resolve) => setTimeout(resolve, 2000));
}
