import { useMemo } from 'react';
import type {
  ClassesEstimate,
  DescriptorReading,
  ScalarEstimate,
} from '../../science/descriptors/descriptor-result.js';
import { Figure } from '../plot/figure.js';
import { categoryColor, categoryLetter } from '../plot/palette.js';
import { useView } from '../view/context.js';
import { MapThumb } from '../view/map-thumb.js';
import { capitalised, fileName, mostProbable, reasonAt } from './along.js';
import { MapHatch } from './map-hatch.js';

const outsideNote = (reading: DescriptorReading): string | undefined => {
  const n = reading.verdicts.filter((v) => !v.inside).length;
  return n === 0 ? undefined : `Hatched: no answer (${n} of ${reading.verdicts.length} pixels).`;
};

interface MapOf<E> {
  readonly reading: DescriptorReading;
  readonly estimate: E;
}

/** One number over the map, hatched where the model abstains. */
export function ScalarMap({ reading, estimate }: MapOf<ScalarEstimate>) {
  const { id, label, unit, values, std, low, high } = estimate;
  const table = () => ({
    columns: ['pixel', id, `${id}_std`, `${id}_low`, `${id}_high`, 'inside', 'reason'],
    rows: values.map((v, p) => [
      ...[p, v, std[p], low[p], high[p]],
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p)],
    ]),
  });
  return (
    <Figure
      title={`${capitalised(label)}: map`}
      name={`structure-map-${fileName(id)}`}
      table={table}
      note={outsideNote(reading)}
    >
      <MapThumb label={`${label}: map`} unit={unit} values={values}>
        <MapHatch reading={reading} />
      </MapThumb>
    </Figure>
  );
}

/** What each pixel most probably is. */
export function ClassesMap({ reading, estimate }: MapOf<ClassesEstimate>) {
  const { result } = useView();
  const { id, label, labels, probabilities } = estimate;
  const best = useMemo(
    () => Array.from({ length: result.scan.nPixels }, (_, p) => mostProbable(probabilities, p)),
    [probabilities, result.scan.nPixels],
  );
  const table = () => ({
    columns: ['pixel', id, 'inside', 'reason'],
    rows: best.map((k, p) => [
      ...[p, k === null ? null : labels[k]],
      ...[reading.verdicts[p].inside ? 1 : 0, reasonAt(reading, p)],
    ]),
  });
  return (
    <Figure
      title={`${capitalised(label)}: map`}
      name={`structure-map-${fileName(id)}`}
      table={table}
      note={
        <span className="lines">
          <span>
            {labels.map((name, k) => (
              <span key={name} className="swatch">
                <i style={{ background: categoryColor(k) }} aria-hidden="true" />
                {categoryLetter(k)}: {name}
              </span>
            ))}
          </span>
          <span>{outsideNote(reading)}</span>
        </span>
      }
    >
      <MapThumb label={`${label}: map`} unit="" values={best} categories>
        <MapHatch reading={reading} />
      </MapThumb>
    </Figure>
  );
}
