import type { Rng } from '../../science/numerics/rng.js';

/** 'gelu': x·σ(1.702 x), as D. Hendrycks and K. Gimpel approximate it (arXiv:1606.08415). */
export type Activation = 'relu' | 'silu' | 'gelu' | 'tanh';

/** What a network is made of, as data: the trainers and the exporter all read this list. */
export type Layer =
  | { readonly kind: 'dense'; readonly width: number }
  | { readonly kind: 'activation'; readonly of: Activation }
  | { readonly kind: 'layer-norm' }
  /** While training, this share of the values is put to 0 and the rest enlarged to match; when served, nothing. */
  | { readonly kind: 'dropout'; readonly share: number }
  /** Its layers' output is added to its input: their last width is the width that came in. */
  | { readonly kind: 'residual'; readonly layers: readonly Layer[] };

/**
 * One thing the network tells; a dense layer from the trunk's end makes it.
 *
 * - 'classes', 'fractions': soft-max over `width`, trained by cross-entropy
 * - 'scalar': value and the logarithm of its standard deviation (width 2), trained as the centre and width of a Gaussian or
 *   Laplace distribution (`loss`); the latter aims at the median and bears outliers
 * - 'curve': `width` values, trained by squared differences, plus `1 − cosine` where `cosineWeight` > 0
 */
export type Head = ShareHead<'classes'> | ShareHead<'fractions'> | ScalarHead | CurveHead;

interface HeadBase {
  readonly tensor: string;
  /** Share of the total loss. */
  readonly weight: number;
}

export interface ShareHead<Kind extends 'classes' | 'fractions'> extends HeadBase {
  readonly kind: Kind;
  readonly width: number;
  /** So much of a target's certainty is spread over all classes. */
  readonly smoothing: number;
}

export interface ScalarHead extends HeadBase {
  readonly kind: 'scalar';
  readonly loss: 'gaussian' | 'laplace';
}

export interface CurveHead extends HeadBase {
  readonly kind: 'curve';
  readonly width: number;
  readonly cosineWeight: number;
}

export interface Architecture {
  /** Channels of a row. */
  readonly nInputs: number;
  /** Whether the trunk is also given the differences of channels two apart: an edge's fine structure is in its slopes. */
  readonly withSlopes: boolean;
  /** Whether each feature is brought to a spread of its own, or all to a common one, so that quiet channels stay quiet. */
  readonly spread: 'each' | 'common';
  readonly trunk: readonly Layer[];
  readonly heads: readonly Head[];
}

/** What the training rows look like: inputs and targets are brought to about zero mean and unit size by it. */
export interface Scaling {
  /** [features] each: the channels, and the slopes where the network is given them. */
  readonly inputMean: Float32Array;
  readonly inputStd: Float32Array;
  /** By tensor; scalars [1], curves [width] and one size for all; classes and fractions have none. */
  readonly targets: Readonly<Record<string, { readonly mean: Float32Array; readonly std: number }>>;
}

export interface ParameterSpec {
  readonly name: string;
  /** [in, out] of a matrix, [1, width] of a bias or gain. */
  readonly shape: readonly [number, number];
  readonly start: 'random' | 'zero' | 'one';
  /** Whether weight decay pulls it to zero. */
  readonly decays: boolean;
}

/** Values a head's dense layer gives for each row. */
export const rawWidth = (head: Head): number => (head.kind === 'scalar' ? 2 : head.width);

/** Values of a head's target for each row. */
export const targetWidth = (head: Head): number => (head.kind === 'scalar' ? 1 : head.width);

/** Values the trunk is given of a row. */
export const featureWidth = ({ nInputs, withSlopes }: Architecture): number =>
  withSlopes ? 2 * nInputs - 2 : nInputs;

/** Masks that a training step needs: by name of the dropout layer its width and share, in the order of the forward pass. */
export function dropoutsOf(
  architecture: Architecture,
): { readonly name: string; readonly width: number; readonly share: number }[] {
  const found: { name: string; width: number; share: number }[] = [];
  const walk = (layers: readonly Layer[], path: string, widthIn: number): number =>
    layers.reduce((width, layer, i) => {
      const name = `${path}.${i}`;
      if (layer.kind === 'dropout') found.push({ name, width, share: layer.share });
      if (layer.kind === 'residual') return walk(layer.layers, name, width);
      return layer.kind === 'dense' ? layer.width : width;
    }, widthIn);
  walk(architecture.trunk, 'trunk', featureWidth(architecture));
  return found;
}

/** All that is trained, in the order of the forward pass. */
export function parametersOf(architecture: Architecture): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  const dense = (name: string, from: number, to: number): void => {
    specs.push({ name: `${name}.weight`, shape: [from, to], start: 'random', decays: true });
    specs.push({ name: `${name}.bias`, shape: [1, to], start: 'zero', decays: false });
  };
  const walk = (layers: readonly Layer[], path: string, widthIn: number): number => {
    let width = widthIn;
    layers.forEach((layer, i) => {
      const name = `${path}.${i}`;
      if (layer.kind === 'dense') {
        dense(name, width, layer.width);
        width = layer.width;
      } else if (layer.kind === 'layer-norm') {
        specs.push({ name: `${name}.gain`, shape: [1, width], start: 'one', decays: false });
        specs.push({ name: `${name}.bias`, shape: [1, width], start: 'zero', decays: false });
      } else if (layer.kind === 'residual') width = walk(layer.layers, name, width);
    });
    return width;
  };
  const width = walk(architecture.trunk, 'trunk', featureWidth(architecture));
  for (const head of architecture.heads) dense(`head.${head.tensor}`, width, rawWidth(head));
  return specs;
}

/** By the name of the parameter: [members × shape], row-major. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/** Where training starts: He's normal distribution, each member its own; heads a tenth of it. */
export function startingParameters(
  architecture: Architecture,
  members: number,
  rng: (member: number) => Rng,
): Parameters {
  const specs = parametersOf(architecture);
  const values: Record<string, Float32Array> = {};
  for (const { name, shape } of specs) values[name] = new Float32Array(members * shape[0] * shape[1]);
  for (let m = 0; m < members; m++) {
    const source = rng(m);
    for (const { name, shape, start } of specs) {
      const size = shape[0] * shape[1];
      const std = Math.sqrt(2 / shape[0]) * (name.startsWith('head.') ? 0.1 : 1);
      for (let i = 0; i < size; i++) {
        values[name][m * size + i] = start === 'random' ? std * source.normal() : start === 'one' ? 1 : 0;
      }
    }
  }
  return values;
}
