import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/base.css';
import './styles/view.css';
import { readReport, type Report } from './report-data.js';
import { MemorySpectra } from './view/spectra-source.js';
import { InterpretationView } from './view/interpretation-view.js';

function ReportPage({ report }: { readonly report: Report }) {
  const { result, counts } = report;
  const { nPixels } = result.scan;
  const spectra =
    counts === null ? null : new MemorySpectra(counts, nPixels, result.calibration.energy.nChannels);
  const title = result.scan.title || result.provenance.inputs[0]?.name || 'Untitled scan';
  return (
    <main className="page">
      <InterpretationView
        result={result}
        title={title}
        fileName={result.provenance.inputs[0]?.name ?? null}
        preprocessed={spectra}
        raw={null}
        links={[]}
        actions={null}
        ids={[]}
      />
      <footer className="note">
        Written by {result.provenance.software.name} {result.provenance.software.version}. This file holds its
        data and needs no network.
      </footer>
    </main>
  );
}

const root = createRoot(document.getElementById('root')!);
try {
  const report = readReport(document.getElementById('kaimen-report')?.textContent ?? '');
  document.title = `${report.result.scan.title || 'Scan'} – Kaimen report`;
  root.render(
    <StrictMode>
      <ReportPage report={report} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<p className="failure">{error instanceof Error ? error.message : String(error)}</p>);
}
