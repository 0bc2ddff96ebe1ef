import { useMemo, useState } from 'react';
import type {
  DescriptorProfile,
  ReferenceFitResult,
} from '../../../science/interpretation/interpretation-result.js';
import { Figure } from '../../plot/figure.js';
import { formatFixed, formatNumber } from '../../plot/format.js';
import { Band, Line, Points, RuleY } from '../../plot/layers.js';
import { categoryColor, markerPath } from '../../plot/palette.js';
import { extent, padded } from '../../plot/scale.js';
import { useView } from '../context.js';
import { MapThumb } from '../map-thumb.js';
import { PathPlot } from '../path-plot.js';
import { pick } from '../scan-path.js';
import { Choice } from '../toggle.js';
import { ReferenceChooser } from './reference-chooser.js';
import { ReferenceFitFigure } from './reference-fit-figure.js';

type Quantity = 'coefficients' | 'shares' | 'shifts';
const QUANTITIES: Readonly<Record<Quantity, string>> = {
  coefficients: 'Coefficient',
  shares: 'Share of the signal',
  shifts: 'Shift',
};

/** Value ± band, NaN-free, along the path. */
function alongPath(profile: DescriptorProfile, pixels: Parameters<typeof pick>[1]) {
  const values = pick(profile.values, pixels);
  const std = pick(profile.std, pixels);
  const moved = (sign: number) =>
    values.map((v, i) => (v === null || std[i] === null ? null : v + sign * std[i]));
  return { values, std, lo: moved(-1), hi: moved(1) };
}

/** Which colour and marker is which reference. */
function Names({ found }: { readonly found: ReferenceFitResult }) {
  return (
    <>
      {found.references.map(({ name }, k) => (
        <span key={name}>
          <svg width="14" height="10" viewBox="-7 -5 14 10" aria-hidden="true">
            <path d={markerPath(k, 4)} fill={categoryColor(k)} />
          </svg>
          {name}{' '}
        </span>
      ))}
      Band: ± 1 standard deviation, without the noise of the references.
    </>
  );
}

function ProfilesFigure({ found, quantity }: { found: ReferenceFitResult; quantity: Quantity }) {
  const { path } = useView();
  const profiles = found[quantity];
  const along = useMemo(() => profiles.map((profile) => alongPath(profile, path)), [profiles, path]);
  const domain = padded(extent(...along.flatMap(({ lo, hi, values }) => [lo, hi, values]), [0]));
  const label = QUANTITIES[quantity];
  const table = () => ({
    columns: ['position', 'pixel', ...profiles.flatMap(({ id }) => [id, `${id}_std`])],
    rows: path.positions.map((position, i) => [
      ...[position, path.pixels[i]],
      ...along.flatMap(({ values, std }) => [values[i], std[i]]),
    ]),
  });
  const note = <Names found={found} />;
  return (
    <Figure title={`${label} along the line`} name={`reference-${quantity}`} table={table} note={note}>
      <PathPlot
        label={`${label} of each reference`}
        height={260}
        y={{ label, unit: profiles[0].unit, domain }}
      >
        <RuleY at={0} color="var(--line)" />
        {along.map(({ values, lo, hi }, k) => (
          <g key={profiles[k].id}>
            <Band xs={path.positions} lo={lo} hi={hi} color={categoryColor(k)} />
            <Line xs={path.positions} ys={values} color={categoryColor(k)} width={1} opacity={0.55} />
            <Points xs={path.positions} ys={values} color={categoryColor(k)} category={k} />
          </g>
        ))}
      </PathPlot>
    </Figure>
  );
}

function ChiSquareFigure({ found }: { readonly found: ReferenceFitResult }) {
  const { path, kind } = useView();
  const along = useMemo(() => pick(found.reducedChiSquare, path), [found, path]);
  const label = 'Reduced χ²';
  const table = () => ({
    columns: ['position', 'pixel', 'reduced_chi_square'],
    rows: along.map((v, i) => [path.positions[i], path.pixels[i], v]),
  });
  return (
    <div className={kind === 'map' ? 'profile-with-map' : undefined}>
      <Figure
        title={`${label} along the line`}
        name="reference-chi-square"
        table={table}
        note="1: background and references are all there is; well above 1: something is there that no reference has."
      >
        <PathPlot label={label} height={180} y={{ label, unit: '', domain: padded(extent(along, [0, 1.2])) }}>
          <RuleY at={1} color="var(--ink-2)" dash="6 4" />
          <Line xs={path.positions} ys={along} color="var(--accent)" step />
        </PathPlot>
      </Figure>
      {kind === 'map' && <Thumb label={label} unit="" values={found.reducedChiSquare} />}
    </div>
  );
}

function Thumb({ label, unit, values }: Pick<DescriptorProfile, 'label' | 'unit' | 'values'>) {
  const table = () => ({ columns: ['pixel', label], rows: values.map((v, i) => [i, v]) });
  return (
    <Figure title={`${label}: map`} name={`map-${label.replace(/[^\w.-]+/g, '-')}`} table={table}>
      <MapThumb {...{ unit, values }} label={`${label}: map`} />
    </Figure>
  );
}

const SOURCES: Readonly<Record<ReferenceFitResult['source'], string>> = {
  clusters: 'means of the clusters',
  components: 'NMF components',
  pixels: 'means of marked positions',
  given: 'given spectra',
};

function Facts({ found }: { readonly found: ReferenceFitResult }) {
  const [lo, hi] = found.windowEv;
  const failed = found.failedPixels.length;
  return (
    <p className="note">
      {found.references.length} references ({SOURCES[found.source]}), fitted in {formatFixed(lo, 1)}–
      {formatFixed(hi, 1)} eV: {found.method}. Condition {formatNumber(found.condition, 3)} (1: references
      have nothing in common; above 100 small faults of a reference move the others).
      {failed > 0 && ` ${failed} positions could not be fitted.`}
    </p>
  );
}

function Found({ found }: { readonly found: ReferenceFitResult }) {
  const { kind } = useView();
  const [quantity, setQuantity] = useState<Quantity>('coefficients');
  const quantities = (Object.keys(QUANTITIES) as Quantity[]).filter((key) => found[key].length > 0);
  return (
    <>
      <Facts found={found} />
      {kind !== 'spectrum' && (
        <>
          <Choice
            label="Quantity"
            value={quantity}
            onChange={setQuantity}
            options={quantities.map((value) => ({ value, text: QUANTITIES[value] }))}
          />
          <ProfilesFigure {...{ found, quantity }} />
          {kind === 'map' && (
            <div className="figures">
              {found[quantity].map((profile) => (
                <Thumb key={profile.id} {...profile} />
              ))}
            </div>
          )}
        </>
      )}
      <ReferenceFitFigure found={found} />
      {kind !== 'spectrum' && <ChiSquareFigure found={found} />}
    </>
  );
}

/** References fitted to each position (MLLS), and the choice of which. */
export function ReferencesTab() {
  const { result, actions } = useView();
  const found = result.referenceFit ?? null;
  const said = result.warnings.filter(({ step }) => step === 'references');
  return (
    <>
      <ReferenceChooser />
      {said.map(({ code, message }) => (
        <p key={`${code} ${message}`} className="note">
          {message}
        </p>
      ))}
      {found === null ? (
        <p className="empty">
          No references were fitted.{' '}
          {actions !== null && 'Choose above which spectra stand for the phases; it starts a new analysis.'}
        </p>
      ) : (
        <Found found={found} />
      )}
    </>
  );
}
