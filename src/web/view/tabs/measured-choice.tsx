import { useEffect, useMemo, useState } from 'react';
import { categoryLetter } from '../../plot/palette.js';
import { useView } from '../context.js';
import type { LibrarySpectrum } from '../spectrum-library.js';
import { useSpectraVersion } from '../spectra-source.js';
import { useField } from '../view-store.js';
import type { Measured } from './scaled-to.js';

/** 'none', 'pixel', 'cluster:0' or 'reference:ID'. */
export type MeasuredId = string;

const idOf = (choice: MeasuredId, kind: 'cluster' | 'reference'): string | null =>
  choice.startsWith(`${kind}:`) ? choice.slice(kind.length + 1) : null;

/** References of the service; null where there is no service, or until they have come. */
function useReferences(): { items: readonly LibrarySpectrum[] | null; failure: string | null } {
  const library = useView().actions?.library ?? null;
  const [found, setFound] = useState<{ items: readonly LibrarySpectrum[] | null; failure: string | null }>({
    items: null,
    failure: null,
  });
  useEffect(() => {
    if (library === null) return;
    let wanted = true;
    library.list().then(
      (items) => wanted && setFound({ items, failure: null }),
      (error: unknown) => wanted && setFound({ items: null, failure: String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [library]);
  return found;
}

function useReference(id: string | null): Measured | null {
  const library = useView().actions?.library ?? null;
  const [found, setFound] = useState<{ id: string; measured: Measured } | null>(null);
  useEffect(() => {
    if (library === null || id === null) return;
    let wanted = true;
    library.spectrum(id).then(
      (spectrum) => wanted && setFound({ id, measured: { ...spectrum, isForeign: true } }),
      () => wanted && setFound(null),
    );
    return () => {
      wanted = false;
    };
  }, [library, id]);
  return found !== null && found.id === id ? found.measured : null;
}

/** The spectrum chosen; null where none is, or while it is on its way. */
export function useMeasured(choice: MeasuredId): Measured | null {
  const { store, preprocessed, result, axis } = useView();
  const pixel = useField(store, 'pixel');
  const version = useSpectraVersion(choice === 'pixel' ? preprocessed : null);
  const reference = useReference(idOf(choice, 'reference'));
  const ofScan = useMemo((): Measured | null => {
    const own = { energy: axis, isForeign: false };
    if (choice === 'pixel') {
      const values = preprocessed?.spectrum(pixel) ?? null;
      return values === null ? null : { ...own, name: `pixel ${pixel}`, values };
    }
    const cluster = idOf(choice, 'cluster');
    const values = cluster === null ? undefined : result.clusters?.meanSpectra[Number(cluster)];
    return values === undefined
      ? null
      : { ...own, name: `mean of cluster ${categoryLetter(Number(cluster))}`, values };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
  }, [choice, pixel, preprocessed, result, axis, version]);
  return ofScan ?? reference;
}

interface MeasuredChoiceProps {
  readonly value: MeasuredId;
  readonly onChange: (value: MeasuredId) => void;
}

/** What components are held against. */
export function MeasuredChoice({ value, onChange }: MeasuredChoiceProps) {
  const { result, preprocessed } = useView();
  const { items, failure } = useReferences();
  return (
    <label className="measured-choice">
      Compare with{' '}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="none">nothing</option>
        {preprocessed !== null && <option value="pixel">the pixel under the cursor</option>}
        {(result.clusters?.meanSpectra ?? []).map((_, k) => (
          <option key={k} value={`cluster:${k}`}>
            mean of cluster {categoryLetter(k)}
          </option>
        ))}
        {items !== null && items.length > 0 && (
          <optgroup label="References">
            {items.map(({ id, name }) => (
              <option key={id} value={`reference:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
      </select>
      {failure !== null && <span className="failure"> References did not come: {failure}</span>}
    </label>
  );
}
