import { type Clock, localIso } from '../clock.js';
import type { Heartbeat, Service } from '../service/service.js';
import { verdictOf } from '../service/verdict.js';

export interface HeartbeatPorts {
  readonly clock: Clock;
  readonly service: Service;
  /** Null: the one that the key is bound to, else the machine. */
  readonly instrument: string | null;
  readonly standing: () => Omit<Heartbeat, 'at'>;
  readonly tell: (line: string) => void;
}

const EVERY_MS = 30_000;

/**
 * Tells the service every 30 s that this agent is there and how it stands, so that nobody waits for files of one that is gone. Whether it
 * arrives changes nothing for the files; an older service that knows of no instruments is not asked again for a while.
 */
export async function sendHeartbeats(ports: HeartbeatPorts, signal: AbortSignal): Promise<void> {
  let hasTold = false;
  const as = nameOf(ports);
  while (!signal.aborted) {
    const failure = await beat(ports, as);
    if (failure !== null && !hasTold) ports.tell(failure);
    hasTold ||= failure !== null;
    await ports.clock.sleep(EVERY_MS, signal);
  }
  await beat(ports, as, true);
}

/** Asked until the service has answered, then the same. */
function nameOf({ service, instrument, standing }: HeartbeatPorts): () => Promise<string> {
  let name = instrument;
  return async () => (name ??= (await service.boundInstrument()) ?? standing().host);
}

/** Null: it arrived, or there is nothing that somebody could do about it. */
async function beat(
  { clock, service, standing }: HeartbeatPorts,
  as: () => Promise<string>,
  leaving = false,
): Promise<string | null> {
  const heartbeat = { ...standing(), at: localIso(clock.wall()), ...(leaving ? { leaving } : {}) };
  try {
    await service.beat(await as(), heartbeat);
    return null;
  } catch (error) {
    const verdict = verdictOf(error);
    if (verdict.kind === 'key') return `The service does not show this agent: ${verdict.detail}`;
    if (verdict.kind === 'final') return `The service does not show this agent: ${verdict.rejection.detail}`;
    return null;
  }
}
