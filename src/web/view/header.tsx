import { energyAt } from '../../science/spectra/spectrum-image.js';
import { formatFixed, formatNumber } from '../plot/format.js';
import type { ExportLink } from './context.js';
import { codeForPeople } from './labels.js';
import type { ViewStore } from './view-store.js';
import type { ViewedResult } from './viewed-result.js';

interface Chip {
  readonly text: string;
  readonly title: string;
}

function shapeText({ scan }: ViewedResult): string {
  const sizes = scan.navigation.map((a) => a.size);
  if (sizes.length === 0) return `1 spectrum × ${formatFixed(scan.nChannels, 0)} channels`;
  const noun = sizes.length === 1 ? 'positions' : 'pixels';
  return `${sizes.join(' × ')} ${noun} × ${formatFixed(scan.nChannels, 0)} channels`;
}

function acquisitionChips({ scan }: ViewedResult): (Chip | null)[] {
  const a = scan.acquisition;
  const chip = (value: number | string | null, title: string, text: (v: string) => string): Chip | null =>
    value === null
      ? null
      : { title, text: text(typeof value === 'number' ? String(Number(value.toPrecision(4))) : value) };
  return [
    chip(a.specimen, 'Specimen', (v) => v),
    chip(a.microscope, 'Microscope', (v) => v),
    chip(a.spectrometer, 'Spectrometer', (v) => v),
    chip(a.beamEnergyKev, 'Beam energy', (v) => `${v} kV`),
    chip(a.convergenceSemiAngleMrad, 'Convergence semi-angle', (v) => `α ${v} mrad`),
    chip(a.collectionSemiAngleMrad, 'Collection semi-angle', (v) => `β ${v} mrad`),
    chip(a.dwellTimeS ?? a.exposureS, a.dwellTimeS === null ? 'Exposure' : 'Dwell time', (v) => `${v} s`),
    chip(a.date, 'Date as the file writes it', (v) => v),
  ];
}

function chipsOf(result: ViewedResult): Chip[] {
  const { scan, calibration } = result;
  const { energy } = calibration;
  const unit = scan.intensityUnit === 'e-' ? 'e⁻' : 'counts (not known to be electrons)';
  const chips: (Chip | null)[] = [
    { text: shapeText(result), title: 'Shape' },
    {
      text: `${formatFixed(energyAt(energy, 0), 1)}–${formatFixed(energyAt(energy, energy.nChannels - 1), 1)} eV`,
      title: calibration.source === 'none' ? 'Energy range, as the file says' : 'Energy range, calibrated',
    },
    { text: `${formatNumber(energy.scaleEv, 3)} eV/channel`, title: 'Dispersion' },
    { text: `${formatNumber(scan.totalCounts, 3)} ${unit}`, title: 'Total counts' },
    ...acquisitionChips(result),
  ];
  return chips.filter((c): c is Chip => c !== null);
}

function WarningChips({ result, store }: { readonly result: ViewedResult; readonly store: ViewStore }) {
  const codes = [...new Map(result.warnings.map((w) => [w.code, w])).values()];
  return codes.map((w) => (
    <button
      key={w.code}
      type="button"
      className="chip warning"
      title={w.message}
      onClick={() => store.set({ tab: 'provenance' })}
    >
      {codeForPeople(w.code)}
    </button>
  ));
}

interface HeaderProps {
  readonly result: ViewedResult;
  readonly store: ViewStore;
  readonly title: string;
  readonly fileName: string | null;
  readonly links: readonly ExportLink[];
}

/** What this is: name, shape, energy, how it was taken; what was odd about it, quietly. */
export function Header({ result, store, title, fileName, links }: HeaderProps) {
  return (
    <header className="dataset-header">
      <div className="title-row">
        <h1>
          {title}
          {fileName !== null && fileName !== title && <small className="file-name">{fileName}</small>}
        </h1>
        <nav className="links" aria-label="Export the whole analysis">
          {links.map((link) => (
            <a key={link.href} href={link.href} download>
              {link.label}
            </a>
          ))}
        </nav>
      </div>
      <div className="chips">
        {chipsOf(result).map((chip) => (
          <span key={chip.title} className="chip" title={chip.title}>
            {chip.text}
          </span>
        ))}
        <WarningChips result={result} store={store} />
      </div>
    </header>
  );
}

export function Answer({ answer }: { readonly answer: readonly string[] }) {
  if (answer.length === 0) return null;
  const [first, ...rest] = answer;
  return (
    <section className="answer" aria-label="Answer">
      <p className="first">{first}</p>
      {rest.length > 0 && (
        <ul>
          {rest.map((sentence, i) => (
            <li key={i}>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
