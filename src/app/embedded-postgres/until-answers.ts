import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** `cannot_connect_now`: it replays its log after a crash, or stops. */
const NOT_YET = '57P03';
const LOOK_MS = 25;

export interface Patience {
  /** Given up when it says nothing for so long; one that says that it recovers is waited for. */
  readonly silentMs: number;
  readonly isWantedNoMore: () => boolean;
}

/** Waits until a server that was just spawned takes connections; false when it ended, is silent or not wanted. */
export async function untilAnswers(server: ChildProcess, url: string, patience: Patience): Promise<boolean> {
  let heardAt = performance.now();
  while (!hasEnded(server) && !patience.isWantedNoMore()) {
    const answer = await connectOnce(url);
    if (answer === 'connected') return true;
    if (answer === NOT_YET) heardAt = performance.now();
    if (performance.now() - heardAt > patience.silentMs) return false;
    await sleep(LOOK_MS);
  }
  return false;
}

/** Also of a server that could not be run at all. */
export const hasEnded = (server: ChildProcess): boolean =>
  server.exitCode !== null || server.signalCode !== null || server.pid === undefined;

/** `connected`, or the code of the error. */
async function connectOnce(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return 'connected';
  } catch (error) {
    return (error as { code?: string }).code ?? 'no answer';
  }
}
