import { useState } from 'react';
import type { UnmixingResult } from '../../../science/interpretation/interpretation-result.js';
import { useView } from '../context.js';
import { Choice } from '../toggle.js';
import { ComponentRow } from './component-row.js';
import { METHOD_NAME, NOUN, pcaRows, unmixingRows } from './component-rows.js';
import { MeasuredChoice, useMeasured } from './measured-choice.js';
import { Scree } from './scree.js';

/** What each method is and is not. */
const CAUTION: Readonly<Record<UnmixingResult['method'], string>> = {
  nmf: 'Components without negative parts are sums of what is there, not unique species.',
  'mcr-als': 'It starts from pure pixels and stays near them; without pure pixels the result is one of many.',
  vca: 'Endmembers are the most extreme pixels: pure only where each phase fills one.',
  sivm: 'Endmembers are the most extreme pixels: pure only where each phase fills one.',
  ica: 'Independent parts say how the composition changes; they are differences of spectra, not phases.',
};

function UnmixingFacts({ unmixing }: { readonly unmixing: UnmixingResult }) {
  const { method, rank, converged, iterations, relativeError, constraints, bootstrap } = unmixing;
  const error = relativeError === null ? '' : `, relative error ${relativeError.toPrecision(3)}`;
  const lost = (bootstrap?.lostShare ?? []).flatMap((share, k) => (share > 0.1 ? [k + 1] : []));
  return (
    <p className="note">
      {METHOD_NAME[method]}, {rank} {NOUN[method]}
      {rank === 1 ? '' : 's'}: {converged ? 'converged' : 'not converged'}
      {iterations > 0 ? ` after ${iterations} iterations` : ''}
      {error}. Constraints: {constraints.join(', ') || 'none stated'}. {CAUTION[method]}{' '}
      {bootstrap === null
        ? 'No errors: the recipe asked for no bootstrap.'
        : `Bands: one standard deviation by counting, from ${bootstrap.redraws} redraws.`}
      {lost.length > 0 && ` Not stable against counting noise: ${lost.join(', ')}.`}
    </p>
  );
}

type Shown = 'unmixing' | 'pca';

export function ComponentsTab() {
  const { result, countsUnit } = useView();
  const { pca, unmixing } = result;
  const [shown, setShown] = useState<Shown>(unmixing === null ? 'pca' : 'unmixing');
  const [choice, setChoice] = useState('none');
  const measured = useMeasured(choice);
  if (pca === null && unmixing === null)
    return (
      <p className="empty">A single spectrum has no components: decomposition needs several positions.</p>
    );
  const isUnmixing = shown === 'unmixing' && unmixing !== null;
  const rows = isUnmixing ? unmixingRows(unmixing, countsUnit) : pca === null ? [] : pcaRows(pca, countsUnit);
  return (
    <div className="components">
      <aside>{pca !== null && <Scree pca={pca} />}</aside>
      <div>
        <div className="component-tools">
          <Choice
            label="Decomposition"
            value={shown}
            onChange={setShown}
            options={[
              ...(unmixing === null
                ? []
                : [{ value: 'unmixing' as const, text: METHOD_NAME[unmixing.method] }]),
              ...(pca === null ? [] : [{ value: 'pca' as const, text: 'PCA' }]),
            ]}
          />
          {isUnmixing && unmixing.method !== 'ica' && <MeasuredChoice value={choice} onChange={setChoice} />}
        </div>
        {isUnmixing && <UnmixingFacts unmixing={unmixing} />}
        {rows.map((row) => (
          <ComponentRow key={row.name} {...row} measured={measured} />
        ))}
      </div>
    </div>
  );
}
