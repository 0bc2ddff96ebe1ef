/** Works on all items, some at once; the first failure ends it when those begun have ended. */
export async function inParallel<T>(
  items: Iterable<T>,
  nAtOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let isFailed = false;
  const line = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true && !isFailed; next = iterator.next()) {
      await work(next.value).catch((error: unknown) => {
        isFailed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: nAtOnce }, line));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
