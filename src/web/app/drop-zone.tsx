import { useEffect, useState, useSyncExternalStore } from 'react';
import { ChooseFiles } from './choose-files.js';
import { formatBytes, formatDuration } from '../plot/format.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import type { UploadItem, UploadQueue } from './upload-queue.js';

const ACCEPT =
  '.dm3,.dm4,.hspy,.hdf5,.h5,.emd,.nxs,.nhdf,.ndata1,.ndata,.npy,.zip,.msa,.ems,.emsa,.xdi,.csv,.tsv,.txt,.dat';

/** True while files are dragged over the window: the whole page is the target. */
export function usePageDrop(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const change = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = Math.max(0, depth + by);
      setOver(depth > 0);
    };
    const [enter, leave, hold] = [change(1), change(-1), change(0)];
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    const handlers = { dragenter: enter, dragleave: leave, dragover: hold, drop } as const;
    for (const [name, handler] of Object.entries(handlers))
      window.addEventListener(name, handler as EventListener);
    return () => {
      for (const [name, handler] of Object.entries(handlers))
        window.removeEventListener(name, handler as EventListener);
    };
  }, [onFiles]);
  return over;
}

function itemText(item: UploadItem): string {
  switch (item.state) {
    case 'waiting':
      return 'waiting for its turn';
    case 'sending': {
      if (item.sizeBytes === 0) return 'on its way';
      return `${amountText(item)}${paceText(item)}`;
    }
    case 'paused':
      return item.pausedBy === 'connection'
        ? `the connection broke at ${amountText(item)}; it goes on there`
        : `paused at ${amountText(item)}; nothing is lost`;
    case 'reading':
      return item.job?.stage ? `reading: ${item.job.stage}` : 'reading';
    case 'ready':
      return 'read';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return item.wasThere ? 'cancelled; the file was here before and stays' : 'cancelled; nothing was kept';
  }
}

const amountText = ({ sentBytes, sizeBytes }: UploadItem): string =>
  `${formatBytes(sentBytes)} of ${formatBytes(sizeBytes)}`;

/** How fast it goes, how long it takes still, and where it went on. */
function paceText({ sentBytes, sizeBytes, startedAt, startedBytes }: UploadItem): string {
  const goesOn = startedBytes > 0 ? `, went on at ${formatBytes(startedBytes)}` : '';
  const seconds = (Date.now() - startedAt) / 1000;
  const bytesPerS = (sentBytes - startedBytes) / seconds;
  if (seconds < 1 || !(bytesPerS > 0)) return goesOn;
  const leftS = (sizeBytes - sentBytes) / bytesPerS;
  return `, ${formatBytes(bytesPerS)}/s, about ${formatDuration(leftS)} left${goesOn}`;
}

function progressOf(item: UploadItem): number {
  if (item.state === 'reading') return item.job?.progress ?? 0;
  return item.sizeBytes === 0 ? 0 : item.sentBytes / item.sizeBytes;
}

function UploadRow({ item, queue }: { readonly item: UploadItem; readonly queue: UploadQueue }) {
  const active = ['waiting', 'sending', 'paused', 'reading'].includes(item.state);
  if (item.problem !== null) {
    return (
      <li>
        <ProblemCard
          problem={item.problem}
          subject={item.fileName}
          kept={
            item.dataset === null
              ? 'Nothing was kept of this file.'
              : 'The file was kept as it is and is in the list of datasets.'
          }
        >
          <button type="button" className="quiet" onClick={() => queue.dismiss(item.key)}>
            Dismiss
          </button>
        </ProblemCard>
      </li>
    );
  }
  return (
    <li className="upload">
      <span className="wrap">{item.fileName}</span>
      <progress value={progressOf(item)} max={1} aria-label={`Upload of ${item.fileName}`} />
      <span className="note">
        {itemText(item)}
        {item.state === 'ready' && item.dataset !== null && (
          <>
            . <Link to={`/datasets/${item.dataset.id}`}>Open it</Link>
          </>
        )}
      </span>
      <span className="upload-actions">
        {item.state === 'sending' && item.sizeBytes > 0 && (
          <button type="button" className="quiet" onClick={() => queue.pause(item.key)}>
            Pause
          </button>
        )}
        {item.state === 'paused' && (
          <button type="button" className="quiet" onClick={() => queue.resume(item.key)}>
            Resume
          </button>
        )}
        <button
          type="button"
          className="quiet"
          onClick={() => (active ? queue.cancel(item.key) : queue.dismiss(item.key))}
        >
          {active ? 'Cancel' : 'Dismiss'}
        </button>
      </span>
    </li>
  );
}

/** What went wrong with an upload stays in sight on every page until it is dismissed. */
export function UploadProblems({ queue }: { readonly queue: UploadQueue }) {
  const items = useSyncExternalStore(queue.subscribe, queue.get).filter((item) => item.problem !== null);
  if (items.length === 0) return null;
  return (
    <ul className="uploads" aria-label="Uploads that failed">
      {items.map((item) => (
        <UploadRow key={item.key} item={item} queue={queue} />
      ))}
    </ul>
  );
}

/** Where files come in: dropped anywhere, or chosen. */
export function DropZone({ queue }: { readonly queue: UploadQueue }) {
  const items = useSyncExternalStore(queue.subscribe, queue.get);
  const [onFiles] = useState(() => (files: File[]) => {
    if (files.length > 0) void queue.add(files);
  });
  const over = usePageDrop(onFiles);
  return (
    <section className="drop" data-over={over} aria-label="Upload">
      <p>
        <b>Drop scans here</b> or <ChooseFiles label="Files to upload" accept={ACCEPT} onFiles={onFiles} />
      </p>
      <p className="note">
        DM3, DM4, HyperSpy, MSA, CSV. A file that was not sent whole goes on where it was when you choose it
        again. Drop a core loss and its low loss together and they are analysed as one.
      </p>
      {items.length > 0 && (
        <ul className="uploads">
          {items.map((item) => (
            <UploadRow key={item.key} item={item} queue={queue} />
          ))}
        </ul>
      )}
    </section>
  );
}
