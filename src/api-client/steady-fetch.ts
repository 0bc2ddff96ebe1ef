/** Between attempts, where the service does not say how long, s. */
const PAUSES_S = [0.5, 2];
/** Whether to wait longer is for the caller to decide. */
const LONGEST_WAIT_S = 10;
/** Worked on still, too often, too busy: with Retry-After, the same request is welcome later. */
const PASSING = [409, 429, 503];

/**
 * `fetch`, but a POST bears an Idempotency-Key and is sent again (three times in all) when the line breaks or the service is
 * busy for a moment: it is done once. All else is sent once. What aborts the request ends the waiting, too.
 *
 * @param send  what sends it and fails as `fetch` does
 */
export async function steadyFetch(
  input: string | Request,
  init: RequestInit = {},
  send: (input: string | Request, init: RequestInit) => Promise<Response> = fetch,
): Promise<Response> {
  const given = typeof input === 'string' ? null : input;
  if ((init.method ?? given?.method) !== 'POST') return send(input, init);
  const headers = new Headers(init.headers ?? given?.headers);
  headers.set('Idempotency-Key', `"${newKey()}"`);
  // A clone: a Request is used up by being sent.
  return untilAnswered(
    () => send(given?.clone() ?? input, { ...init, headers }),
    init.signal ?? given?.signal,
  );
}

async function untilAnswered(send: () => Promise<Response>, signal?: AbortSignal | null): Promise<Response> {
  for (const pauseS of PAUSES_S) {
    const answer = await send().catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
    });
    const waitS = answer === undefined ? pauseS : waitOf(answer);
    if (waitS === null) return answer!;
    await answer?.body?.cancel();
    await pause(waitS, signal);
  }
  return send();
}

/** Not `randomUUID`, which browsers have only in pages by https. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

function waitOf(answer: Response): number | null {
  const waitS = PASSING.includes(answer.status) ? retryAfterOf(answer) : null;
  return waitS === null || waitS > LONGEST_WAIT_S ? null : waitS;
}

/** Seconds, as the header gives them or until the date it gives; null: it does not say. */
export function retryAfterOf(response: Response): number | null {
  const value = response.headers.get('Retry-After');
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

function pause(seconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
  });
}
