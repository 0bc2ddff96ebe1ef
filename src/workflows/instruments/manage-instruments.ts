import { utf8Bytes } from '../../science/formats/text-bytes.js';
import type { Clock } from '../ports/clock.js';
import type { Instrument, InstrumentReport, InstrumentRepository } from '../ports/instruments.js';
import { sha256Hex } from '../sha256.js';
import { uuidText } from '../uuid-text.js';
import { WorkflowError } from '../workflow-error.js';

export type Presence = 'here' | 'late' | 'gone';

export interface ShownInstrument extends Instrument {
  readonly state: Presence;
  /** What somebody should look after; null: nothing. */
  readonly warning: string | null;
}

/** A report comes every 30 s. */
const LATE_S = 120;
const GONE_S = 600;

/** Who watches at the microscopes, and whether they still do. */
export class ManageInstruments {
  constructor(
    private readonly instruments: InstrumentRepository,
    private readonly clock: Clock,
  ) {}

  report(ownerId: string, name: string, report: InstrumentReport): Promise<void> {
    const id = watcherId(ownerId, name, report);
    return this.instruments.put({ ...report, id, ownerId, name, lastSeenAt: this.clock.now() });
  }

  /** @param ownerId  null: of all owners */
  async list(ownerId: string | null): Promise<readonly ShownInstrument[]> {
    const now = this.clock.now();
    const found = await this.instruments.list(ownerId);
    return found.map((instrument) => {
      const state = presenceOf(instrument, now);
      return { ...instrument, state, warning: warningOf(instrument, state) };
    });
  }

  /** Forgets a watcher that is no more, of an owner or, with null, of whatever owner. @throws WorkflowError not-found */
  async remove(ownerId: string | null, name: string, id: string): Promise<void> {
    if (!(await this.instruments.remove(ownerId, name, id)))
      throw new WorkflowError('not-found', `No watcher ${id} of an instrument ${name} has reported.`);
  }
}

/** The same when it starts again: its machine and its folders, in whatever order. */
function watcherId(ownerId: string, name: string, { host, watching }: InstrumentReport): string {
  const text = JSON.stringify([ownerId, name, host, [...watching].sort()]);
  return uuidText(sha256Hex(utf8Bytes(text)));
}

/** By the clock of the service: those at microscopes are wrong by hours now and then. */
function presenceOf({ lastSeenAt, leaving }: Instrument, now: Date): Presence {
  const silentS = (now.getTime() - lastSeenAt.getTime()) / 1000;
  if (leaving || silentS > GONE_S) return 'gone';
  return silentS > LATE_S ? 'late' : 'here';
}

function warningOf(instrument: Instrument, state: Presence): string | null {
  const { nPending, nRejected, host, watching, leaving } = instrument;
  if (state === 'gone' && nPending > 0) {
    const files = nPending === 1 ? '1 file was' : `${nPending} files were`;
    const how = leaving ? 'has ended' : 'has not been heard of';
    const folders = watching.length === 0 ? '' : ` of ${watching.join(', ')}`;
    return `The watcher${folders} on ${host} ${how} while ${files} still to be sent: start it again there.`;
  }
  if (nRejected > 0) {
    const files = nRejected === 1 ? '1 file was' : `${nRejected} files were`;
    return `${files} refused: the reason lies beside each as <name>.kaimen-error.json on ${host}.`;
  }
  return null;
}
