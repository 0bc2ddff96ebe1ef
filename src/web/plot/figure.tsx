import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { tableToCsv, type Table } from './csv.js';
import { figurePng, figureSvg, saveBlob } from './export-figure.js';

/** What every exported file says about its origin, and how exported files are called. */
export interface ExportStamp {
  readonly lines: readonly string[];
  readonly fileStem: string;
}

export const ExportStampContext = createContext<ExportStamp>({ lines: [], fileStem: 'kaimen' });

interface FigureProps {
  readonly title: string;
  /** Part of the file name of an export. */
  readonly name: string;
  readonly table: () => Table;
  readonly tools?: ReactNode;
  readonly note?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

function useDismiss(open: boolean, close: () => void, ref: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!open) return;
    const onDown = (event: Event) => {
      if (!ref.current?.contains(event.target as Node)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('pointerdown', onDown);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onDown);
      document.removeEventListener('keydown', onKey);
    };
  }, [open, close, ref]);
}

type Format = 'PNG' | 'SVG' | 'CSV';

interface ExportMenuProps {
  readonly title: string;
  readonly onExport: (format: Format) => Promise<void>;
}

function ExportMenu({ title, onExport }: ExportMenuProps) {
  const [open, setOpen] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const ref = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setOpen(false), []);
  useDismiss(open, close, ref);
  const run = (format: Format) => {
    setOpen(false);
    setFailure(null);
    onExport(format).catch((error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <div className="menu" ref={ref}>
      {failure !== null && <span className="failure">{failure}</span>}
      <button
        type="button"
        className="quiet"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`Export: ${title}`}
        onClick={() => setOpen(!open)}
      >
        Export
      </button>
      {open && (
        <div className="menu-list" role="menu">
          {(['PNG', 'SVG', 'CSV'] as const).map((format) => (
            <button key={format} type="button" role="menuitem" onClick={() => run(format)}>
              {format}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** A titled plot with its tools and its export. */
export function Figure({ title, name, table, tools, note, className, children }: FigureProps) {
  const body = useRef<HTMLDivElement>(null);
  const stamp = useContext(ExportStampContext);
  const onExport = async (format: Format): Promise<void> => {
    const fileName = `${stamp.fileStem}-${name}.${format.toLowerCase()}`;
    const provenance = [title, ...stamp.lines].join('\n');
    const plot = body.current?.querySelector('.plot');
    if (format === 'CSV') {
      saveBlob(
        new Blob([tableToCsv(table(), [title, ...stamp.lines])], { type: 'text/csv;charset=utf-8' }),
        fileName,
      );
    } else if (plot) {
      const blob =
        format === 'PNG'
          ? await figurePng(plot, provenance)
          : new Blob([figureSvg(plot, provenance).text], { type: 'image/svg+xml' });
      saveBlob(blob, fileName);
    }
  };
  return (
    <figure className={`figure ${className ?? ''}`} data-figure={name}>
      <figcaption>
        <h3>{title}</h3>
        <div className="tools">
          {tools}
          <ExportMenu title={title} onExport={onExport} />
        </div>
      </figcaption>
      <div ref={body}>{children}</div>
      {note !== undefined && <p className="note">{note}</p>}
    </figure>
  );
}
