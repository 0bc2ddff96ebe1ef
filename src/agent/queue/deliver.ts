import { basename } from 'node:path';
import { isSameStamp } from '../folder/settling.js';
import type { Stamp } from '../folder/folder-scan.js';
import { type Clock, localIso } from '../clock.js';
import { hashFile, stampOf } from '../hash-file.js';
import { type Entry, NOT_HASHED, type Rejection } from '../journal/entry.js';
import { type ReadSidecar, readSidecar } from '../read-sidecar.js';
import { type OutgoingFile, type Service, SMALL_BYTES } from '../service/service.js';
import { type Verdict, verdictOf } from '../service/verdict.js';
import { takeRejectionBack, tellRejection } from '../tell-rejection.js';
import type { OutgoingItem } from './outgoing-queue.js';

export interface Delivery {
  readonly service: Service;
  readonly clock: Clock;
  /** Sent with files whose sidecar names none; null: the service takes the one that the key is bound to. */
  readonly instrument: string | null;
  readonly signal: AbortSignal;
}

/** The entry of a file that the service has, or has refused for good; or why it is not that far. */
export type Delivered = { readonly entry: Entry } | { readonly verdict: Exclude<Verdict, { kind: 'final' }> };

/** So often bytes may arrive otherwise than they were hashed before the file is given up on. */
const MISMATCHES = 3;

/**
 * Brings one file to the service, from wherever an earlier attempt has ended: what has happened is in the journal before anything follows
 * from it, and what the journal does not know the service is asked. Run twice, or cut off anywhere, it sends nothing twice.
 */
export async function deliver(item: OutgoingItem, delivery: Delivery): Promise<Delivered> {
  try {
    return await new FileDelivery(item, delivery).run();
  } catch (error) {
    if (delivery.signal.aborted) return changed('it was stopped');
    const verdict = verdictOf(error);
    if (verdict.kind === 'final') throw error;
    return { verdict };
  }
}

const changed = (detail: string): Delivered => ({ verdict: { kind: 'changed', detail } });

class FileDelivery {
  private readonly before: Entry | null;
  private sha256 = '';
  private sidecar: ReadSidecar | null = null;

  constructor(
    private readonly item: OutgoingItem,
    private readonly delivery: Delivery,
  ) {
    this.before = item.journal.of(item.path);
  }

  async run(): Promise<Delivered> {
    const { item, before } = this;
    const isKnown = before !== null && before.sha256 !== NOT_HASHED && isSameStamp(before, item);
    const sha256 = isKnown ? before.sha256 : await hashFile(item.fullPath, item, this.delivery.signal);
    if (sha256 === null) return changed('it changed while it was read');
    this.sha256 = sha256;
    const sidecar = await readSidecar(item.fullPath);
    if (sidecar !== null && 'rejection' in sidecar) return this.rejected(sidecar.rejection);
    this.sidecar = sidecar;
    return before?.sha256 === sha256 ? this.goOnFrom(before) : this.begin();
  }

  /** The same bytes were on their way before. */
  private goOnFrom(same: Entry): Promise<Delivered> {
    if (same.state === 'accepted' || same.state === 'done') return this.stillThere(same);
    if (same.state === 'uploading' && same.url !== null) return this.goOn(same.url);
    return this.begin();
  }

  private async begin(): Promise<Delivered> {
    await this.note('hashed');
    return this.send(null, this.item.sizeBytes > SMALL_BYTES);
  }

  /** The bytes are there. A sidecar that came or changed since is sent after them. */
  private async stillThere(same: Entry): Promise<Delivered> {
    const { datasetId, state } = same;
    if (datasetId !== null && !isSameSidecar(same.sidecar, this.item.sidecar)) {
      const refusal = await this.refusalOfSidecar(datasetId);
      if (refusal !== null) return this.rejected(refusal, datasetId);
    }
    return { entry: await this.note(state, { datasetId }) };
  }

  private async goOn(url: string): Promise<Delivered> {
    const standing = await this.delivery.service.standingOf(url);
    if (standing.state === 'receiving') return this.send(url, false);
    if (standing.state === 'accepted') return this.accepted(standing.datasetId);
    if (standing.state === 'refused' && standing.rejection.code !== 'checksum-mismatch')
      return this.refused(standing.rejection);
    return this.send(null, true);
  }

  private async send(url: string | null, ask: boolean): Promise<Delivered> {
    const { service, signal } = this.delivery;
    const file = this.outgoing();
    const there = ask ? await this.found(file) : null;
    if (there !== null) return there;
    const onUrl = async (begun: string): Promise<void> => void (await this.note('uploading', { url: begun }));
    try {
      const { id } = await service.send(file, { url, onUrl, signal });
      return await this.accepted(id);
    } catch (error) {
      const verdict = verdictOf(error);
      if (verdict.kind === 'final') return this.refused(verdict.rejection);
      // A sidecar that names another instrument than the key's stops its own file, not all of them.
      if (verdict.kind === 'key' && verdict.rejection.code === 'wrong-instrument' && this.sidecar?.instrument)
        return this.rejected(verdict.rejection);
      if (verdict.kind !== 'anew') throw error;
      if (url !== null) return this.send(null, true);
      return { verdict: { kind: 'later', detail: verdict.detail, afterMs: null } };
    }
  }

  /** Null: the service does not have it, or could not read it. */
  private async found(file: OutgoingFile): Promise<Delivered | null> {
    const known = await this.delivery.service.find(file.sha256, file.fileName);
    // What could not be read may be read now: the service decides when the bytes come again.
    if (known === null || known.state === 'rejected') return null;
    const refusal = known.hasSidecar ? null : await this.refusalOfSidecar(known.id);
    return refusal === null ? this.accepted(known.id) : this.rejected(refusal, known.id);
  }

  private outgoing(): OutgoingFile {
    const { item, sha256, sidecar, delivery } = this;
    return {
      fullPath: item.fullPath,
      fileName: basename(item.fullPath),
      sha256,
      facts: {
        instrument: sidecar?.instrument ?? delivery.instrument,
        session: sidecar?.session ?? item.session,
        modified: localIso(new Date(item.mtimeMs)),
        sidecar: sidecar?.json ?? null,
      },
    };
  }

  private async accepted(datasetId: string): Promise<Delivered> {
    const entry = await this.note('accepted', { datasetId });
    if (this.before?.errorFile != null) await takeRejectionBack(this.before.errorFile);
    return { entry };
  }

  /** The service refuses: unless the file is no longer what was sent, or the line has spoilt it. */
  private async refused(rejection: Rejection): Promise<Delivered> {
    const now: Stamp | null = await stampOf(this.item.fullPath).catch(() => null);
    if (now === null || !isSameStamp(now, this.item)) return changed('it changed while it was sent');
    if (rejection.code === 'checksum-mismatch' && this.item.nFailures + 1 < MISMATCHES) {
      await this.note('hashed');
      return { verdict: { kind: 'later', detail: rejection.detail, afterMs: null } };
    }
    return this.rejected(rejection);
  }

  private async rejected(rejection: Rejection, datasetId: string | null = null): Promise<Delivered> {
    const { item, sha256 } = this;
    const at = localIso(this.delivery.clock.wall());
    const file = { fullPath: item.fullPath, path: item.path, sha256, rejection, at };
    // Written for people first: when the journal does not know of it, the file is tried once more and refused again.
    const errorFile = await tellRejection(file, item.journal.folder);
    return { entry: await this.note('rejected', { rejection, errorFile, datasetId }) };
  }

  /** Sends the sidecar, if there is one, after the file. Null: it was taken, or the dataset is no longer there. Throws what is to be tried again. */
  private async refusalOfSidecar(datasetId: string): Promise<Rejection | null> {
    const json = this.sidecar?.json ?? null;
    if (json === null) return null;
    try {
      await this.delivery.service.setSidecar(datasetId, json);
      return null;
    } catch (error) {
      const verdict = verdictOf(error);
      if (verdict.kind === 'final') return verdict.rejection;
      if (verdict.kind === 'anew') return null;
      throw error;
    }
  }

  private async note(state: Entry['state'], more: Partial<Entry> = {}): Promise<Entry> {
    const { path, sizeBytes, mtimeMs, sidecar, journal } = this.item;
    const entry: Entry = {
      ...{ path, sizeBytes, mtimeMs, sha256: this.sha256, state, sidecar },
      ...{ url: null, datasetId: null, rejection: null, errorFile: null },
      at: localIso(this.delivery.clock.wall()),
      ...more,
    };
    // Until it is accepted, what was written of an earlier refusal stays there to be taken back.
    const errorFile = entry.errorFile ?? (isUnderWay(state) ? (this.before?.errorFile ?? null) : null);
    await journal.put({ ...entry, errorFile });
    return journal.of(path)!;
  }
}

const isUnderWay = (state: Entry['state']): boolean => state === 'hashed' || state === 'uploading';

export const isSameSidecar = (a: Stamp | null, b: Stamp | null): boolean =>
  a === null || b === null ? a === b : isSameStamp(a, b);
