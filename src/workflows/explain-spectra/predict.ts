import {
  predictSpectrum as predict,
  type Descriptors,
  type SpectrumPrediction as Prediction,
} from '../../science/structure-trees/predict-spectrum.js';
import type { StructureTree } from '../../science/structure-trees/structure-tree.js';

export type SpectrumPrediction = Prediction;

/** Sends a structure through a tree; the command line does not import science. @throws StructureTreeError */
export const predictSpectrum = (tree: StructureTree, given: Descriptors): SpectrumPrediction =>
  predict(tree, given);
