import { useMemo } from 'react';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { SimilarPanel } from '../references/similar-panel.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import type { ViewActions } from '../view/context.js';
import { InterpretationView } from '../view/interpretation-view.js';
import { RemoteSpectra } from '../view/spectra-source.js';
import { apiUrl, getPlane, getSpectra } from './api.js';
import type { Analysis, AnalysisRequest, Dataset } from './api-types.js';
import { lazyPart } from './lazy-page.js';
import { RecipeBar } from './recipe-bar.js';
import { ProblemCard } from './problem-card.js';
import { LIBRARY } from '../references/library.js';
import { MODELS } from './model-library.js';
import { useResource } from './use-resource.js';

const LinkBar = lazyPart(async () => (await import('../catalogue/link-bar.js')).LinkBar);
const LinkMarks = lazyPart(async () => (await import('../catalogue/link-marks.js')).LinkMarks);

const EXPORTS = [
  ['Profiles CSV', 'profiles.csv'],
  ['Components CSV', 'components.csv'],
  ['HyperSpy', 'scan.hspy'],
  ['NeXus', 'scan.nxs'],
  ['Mean MSA', 'spectrum.msa'],
  ['JSON', 'result.json'],
  ['Report', 'report.html'],
  ['RO-Crate', 'ro-crate.zip'],
  ['SciCat', 'scicat.json'],
] as const;

interface ResultPageProps {
  readonly dataset: Dataset;
  readonly analysis: Analysis;
  readonly onStart: (request: AnalysisRequest) => void;
}

/** The same scans again, with another recipe. */
function requestWith(analysis: Analysis, recipe: Partial<Recipe>): AnalysisRequest {
  const lowLoss =
    analysis.lowLoss === null
      ? {}
      : { lowLossDatasetId: analysis.lowLoss.datasetId, lowLossScanIndex: analysis.lowLoss.scanIndex };
  return { ...analysis.coreLoss, ...lowLoss, recipe: { ...recipe } };
}

/** What a page with a service can do with a result: analyse again. */
function actionsOf(
  analysis: Analysis,
  result: InterpretationResult,
  onStart: (request: AnalysisRequest) => void,
): ViewActions {
  const { recipe } = result.provenance;
  return {
    rerunWithWindow: (edgeId, windowEv) => {
      const windowsEv = { ...recipe.background.windowsEv, [edgeId]: windowEv };
      onStart(requestWith(analysis, { ...recipe, background: { ...recipe.background, windowsEv } }));
    },
    rerunWithReferences: (given) => {
      const references = { ...recipe.references, ...given };
      onStart(requestWith(analysis, { ...recipe, references }));
    },
    similar: <SimilarPanel analysisId={analysis.id} />,
    link: <LinkBar analysisId={analysis.id} />,
    linkMarks: <LinkMarks analysisId={analysis.id} />,
    library: LIBRARY,
    models: MODELS,
  };
}

export function ResultPage({ dataset, analysis, onStart }: ResultPageProps) {
  const { data: result, problem } = useResource<InterpretationResult>(`/analyses/${analysis.id}/result`);
  const { datasetId, scanIndex } = analysis.coreLoss;
  const sources = useMemo(() => {
    if (result === null) return null;
    const { nPixels, nChannels } = result.scan;
    const at = (path: string) => (from: number, to: number) => getSpectra(path, from, to);
    return {
      preprocessed: new RemoteSpectra(
        at(`/analyses/${analysis.id}/spectra`),
        nPixels,
        result.calibration.energy.nChannels,
      ),
      // Pixels of a result that is of summed pixels are not those of the file.
      raw:
        result.fullResolution === undefined
          ? new RemoteSpectra(at(`/datasets/${datasetId}/scans/${scanIndex}/spectra`), nPixels, nChannels)
          : null,
    };
  }, [result, analysis.id, datasetId, scanIndex]);
  const actions = useMemo(
    () => (result === null ? null : actionsOf(analysis, result, onStart)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- onStart is made anew at each draw and does the same
    [result, analysis],
  );
  const fetchPlane = useMemo(() => (id: string) => getPlane(analysis.id, id), [analysis.id]);
  const ids = useMemo(() => [`dataset ${dataset.id}, analysis ${analysis.id}`], [dataset.id, analysis.id]);
  const links = useMemo(
    () =>
      EXPORTS.map(([label, name]) => ({ label, href: apiUrl(`/analyses/${analysis.id}/export/${name}`) })),
    [analysis.id],
  );
  if (problem !== null)
    return (
      <ProblemCard
        problem={problem}
        subject={dataset.fileName}
        kept="The dataset and its other analyses are untouched."
      />
    );
  if (result === null || sources === null) return <p className="note">Loading the result…</p>;
  return (
    <>
      <RecipeBar analysis={analysis} />
      <InterpretationView
        result={result}
        title={result.scan.title || dataset.fileName}
        fileName={dataset.fileName}
        preprocessed={sources.preprocessed}
        raw={sources.raw}
        links={links}
        actions={actions}
        fetchPlane={fetchPlane}
        ids={ids}
      />
    </>
  );
}
