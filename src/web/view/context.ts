import { createContext, useContext, type ReactNode } from 'react';
import type { ReferencesRecipe } from '../../science/interpretation/references-recipe.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { ModelLibrary } from './model-library.js';
import type { ScanKind, ScanPath } from './scan-path.js';
import type { SpectraSource } from './spectra-source.js';
import type { SpectrumLibrary } from './spectrum-library.js';
import type { ViewStore } from './view-store.js';
import type { ViewedResult } from './viewed-result.js';

export interface ExportLink {
  readonly label: string;
  readonly href: string;
}

/** What only a page with a service behind it can do. */
export interface ViewActions {
  /** Analyse again with another background window for an edge. */
  readonly rerunWithWindow: (edgeId: string, windowEv: readonly [number, number]) => void;
  /** Compares parts of the result with the references that the service keeps. */
  readonly similar: ReactNode;
  /** Ties the selected positions to a boundary of the catalogue, and says to which they are tied. */
  readonly link: ReactNode;
  /** The same on the scan itself, drawn in its frame. */
  readonly linkMarks: ReactNode;
  /** References to hold components against. */
  readonly library: SpectrumLibrary;
  /** Networks whose training spectra can be drawn. */
  readonly models: ModelLibrary;
  /** Analyse again with these references fitted to each position. */
  readonly rerunWithReferences: (references: Partial<ReferencesRecipe>) => void;
}

export interface View {
  readonly result: ViewedResult;
  readonly store: ViewStore;
  readonly kind: ScanKind;
  readonly path: ScanPath;
  /** Calibrated axis: preprocessed spectra, components and windows live on it. */
  readonly axis: EnergyAxis;
  readonly energy: Float64Array;
  readonly preprocessed: SpectraSource | null;
  readonly raw: SpectraSource | null;
  readonly electrons: boolean;
  readonly countsUnit: string;
  /** Cluster of each pixel for the cut shown; null when nothing was clustered. */
  readonly labels: readonly number[] | null;
  readonly actions: ViewActions | null;
}

export const ViewContext = createContext<View | null>(null);

export function useView(): View {
  const view = useContext(ViewContext);
  if (view === null) throw new Error('A part of the view stands outside an InterpretationView.');
  return view;
}
