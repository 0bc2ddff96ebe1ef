import { useMemo } from 'react';
import type {
  ChangePoint,
  DescriptorProfile,
} from '../../../science/interpretation/interpretation-result.js';
import { formatNumber, formatWithStd, unitForPeople } from '../../plot/format.js';
import { Figure } from '../../plot/figure.js';
import { Band, Line, Points } from '../../plot/layers.js';
import { useView } from '../context.js';
import { numberWithUnit, withUnit } from '../labels.js';
import { MapThumb } from '../map-thumb.js';
import { PathPlot } from '../path-plot.js';
import { profileDomain } from '../profile-domain.js';
import { pick } from '../scan-path.js';

interface Along {
  readonly values: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  readonly lo: readonly (number | null)[];
  readonly hi: readonly (number | null)[];
}

function useAlong(profile: DescriptorProfile): Along {
  const { path } = useView();
  return useMemo(() => {
    const values = pick(profile.values, path);
    const std = pick(profile.std, path);
    const shifted = (sign: number) =>
      values.map((v, i) => (v === null || std[i] === null ? null : v + sign * std[i]));
    return { values, std, lo: shifted(-1), hi: shifted(1) };
  }, [profile, path]);
}

function profileNote(profile: DescriptorProfile, along: Along): string {
  const missing = along.values.filter((v) => v === null).length;
  const gap = missing === 0 ? '' : ` No value at ${missing} of ${along.values.length} positions.`;
  const unknown = along.values.some((v, i) => v !== null && along.std[i] === null)
    ? ' Standard deviation unknown at some positions.'
    : '';
  return `${profile.method}.${gap}${unknown} Band: ± 1 standard deviation.`.replace('..', '.');
}

function ProfileFigure({ profile }: { readonly profile: DescriptorProfile }) {
  const { path } = useView();
  const along = useAlong(profile);
  const domain = useMemo(() => profileDomain([along.values], [along.lo, along.hi]), [along]);
  const table = () => ({
    columns: [`position${path.unit === '' ? '' : `_${path.unit}`}`, 'pixel', profile.id, `${profile.id}_std`],
    rows: along.values.map((v, i) => [path.positions[i], path.pixels[i], v, along.std[i]]),
  });
  return (
    <Figure
      title={profile.label}
      name={`profile-${profile.id.replace(/[^\w.-]+/g, '-')}`}
      table={table}
      note={profileNote(profile, along)}
    >
      <PathPlot label={profile.label} height={248} y={{ label: profile.label, unit: profile.unit, domain }}>
        <Band xs={path.positions} lo={along.lo} hi={along.hi} color="var(--accent)" />
        <Line xs={path.positions} ys={along.values} color="var(--accent)" width={1} opacity={0.55} />
        <Points xs={path.positions} ys={along.values} color="var(--accent)" />
      </PathPlot>
    </Figure>
  );
}

function ProfileMap({ profile }: { readonly profile: DescriptorProfile }) {
  const table = () => ({
    columns: ['pixel', profile.id, `${profile.id}_std`],
    rows: profile.values.map((v, i) => [i, v, profile.std[i]]),
  });
  return (
    <Figure
      title={`${profile.label}: map`}
      name={`map-${profile.id.replace(/[^\w.-]+/g, '-')}`}
      table={table}
    >
      <MapThumb label={`${profile.label}: map`} unit={profile.unit} values={profile.values} />
    </Figure>
  );
}

function Changes({ changes }: { readonly changes: readonly ChangePoint[] }) {
  if (changes.length === 0)
    return <p className="note">No position was found where the spectra change beyond noise.</p>;
  return (
    <div className="panel scroll">
      <table className="compact">
        <thead>
          <tr>
            <th className="num">Change at</th>
            <th className="num">Strength</th>
            <th>What changes</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((c) => (
            <tr key={c.pixel}>
              <td className="num">{withUnit(formatWithStd(c.position, c.std), c.unit)}</td>
              <td className="num">{formatNumber(c.strength, 3)} × noise</td>
              <td>{c.what.join(' · ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SingleValues() {
  const { profiles } = useView().result;
  return (
    <div className="panel scroll">
      <table>
        <thead>
          <tr>
            <th>Descriptor</th>
            <th className="num">Value</th>
            <th>Unit</th>
            <th>Method</th>
          </tr>
        </thead>
        <tbody>
          {profiles.map((p) => (
            <tr key={p.id}>
              <th scope="row">{p.label}</th>
              <td className="num">
                {p.values[0] === null ? numberWithUnit(null, '') : formatWithStd(p.values[0], p.std[0])}
              </td>
              <td>{unitForPeople(p.unit)}</td>
              <td>{p.method}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function DescriptorsTab() {
  const { result, kind } = useView();
  if (result.profiles.length === 0)
    return <p className="empty">No descriptor could be computed; the warnings in Provenance say why.</p>;
  if (kind === 'spectrum') return <SingleValues />;
  return (
    <>
      {kind === 'line' && <Changes changes={result.changePoints} />}
      <div className="figures">
        {result.profiles.map((profile) => (
          <div key={profile.id} className={kind === 'map' ? 'profile-with-map' : undefined}>
            <ProfileFigure profile={profile} />
            {kind === 'map' && <ProfileMap profile={profile} />}
          </div>
        ))}
      </div>
    </>
  );
}
