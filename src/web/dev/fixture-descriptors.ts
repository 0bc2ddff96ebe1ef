import type {
  Attention,
  ClassesEstimate,
  CurveEstimate,
  DescriptorReading,
  DomainVerdict,
  NearestReference,
  ScalarEstimate,
  SecondOpinion,
} from '../../science/descriptors/descriptor-result.js';
import { gaussian, peak, phase, type Shape } from './fixture-scan.js';

/** Made-up readings of networks over the scan of the fixture. */
interface Made {
  readonly shape: Shape;
  readonly f: readonly number[];
  readonly next: () => number;
}

const NOISY = 'too few counts: its Mn L₃ maximum holds 84 electrons, the network was trained down to 300';
const ABSENT = 'no Mn L₃ maximum stands out of the noise where the edge should be (630–650 eV)';
const STRANGE =
  'the spectrum resembles none of the training set (its Mahalanobis distance is 3.1 times the limit)';

/** Beyond the boundary there is no Mn; one stretch on the way is strange, and a pixel now and then too noisy. */
function verdictsOf({ f }: Made): DomainVerdict[] {
  return f.map((x, p) => {
    const limit = 1.6;
    if (x > 0.93) return { inside: false, score: null, limit, reason: ABSENT };
    if (x > 0.8) return { inside: false, score: 4.9, limit, reason: STRANGE };
    if (p % 17 === 9) return { inside: false, score: 1.9, limit, reason: NOISY };
    return { inside: true, score: 0.6 + 0.8 * x, limit, reason: null };
  });
}

interface ScalarTruth {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly std: number;
  readonly value: (f: number) => number;
  /** Half of the interval over the standard deviation. */
  readonly factor?: number;
}

function scalarOf({ f, next }: Made, verdicts: readonly DomainVerdict[], truth: ScalarTruth): ScalarEstimate {
  const where = <T>(make: (x: number, p: number) => T) =>
    f.map((x, p) => (verdicts[p].inside ? make(x, p) : null));
  const std = where((x) => truth.std * (1 + 2 * x));
  const values = where((x, p) => truth.value(x) + (std[p] ?? 0) * 0.7 * gaussian(next));
  const at = (sign: number) =>
    values.map((v, p) => (v === null ? null : v + sign * (truth.factor ?? 1.8) * (std[p] ?? 0)));
  const { id, label, unit } = truth;
  return { kind: 'scalar', id, label, unit, values, std, low: at(-1), high: at(1), level: 0.9 };
}

const fraction = (index: number, f: number): number => {
  const mean = 3.35 - 0.9 * f;
  const raw = [2, 3, 4].map((v) => Math.exp(-(((v - mean) / 0.55) ** 2)));
  return raw[index] / raw.reduce((a, b) => a + b, 0);
};

const VALENCE = 'mn-l23-valence';

function nearestOf(
  names: readonly [string, Record<string, number | string>][],
  made: Made,
): NearestReference[][] {
  return made.f.map((x) =>
    names
      .map(([name, known], k) => ({ name, known, distance: 0.4 + Math.abs(k / names.length - x) * 2 }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 4),
  );
}

export const MN_REFERENCES: readonly [string, Record<string, number | string>][] = [
  ['MnO₂, EELS Data Base 133', { valence: 4 }],
  ['SrMnO₃, Varela et al. 2009', { valence: 4 }],
  ['La₀.₇Sr₀.₃MnO₃, Varela et al. 2009', { valence: 3.3 }],
  ['LaMnO₃, Varela et al. 2009', { valence: 3 }],
  ['Mn₂O₃, EELS Data Base 131', { valence: 3 }],
  ['Mn₃O₄, EELS Data Base 132', { valence: 2.67 }],
  ['MnO, EELS Data Base 130', { valence: 2 }],
];

function attentionOf(of: string, [from, to]: readonly [number, number], at: readonly number[]): Attention {
  const energiesEv = Array.from({ length: Math.round((to - from) / 0.5) }, (_, i) => from + 0.5 * i);
  const weights = energiesEv.map(
    (e) => 0.02 + at.reduce((sum, c, k) => sum + peak(e, c, 1.1) / (1 + 0.6 * k), 0),
  );
  return { of, energiesEv, weights, method: 'occlusion' };
}

function whiteLine(made: Made, mean: ScalarEstimate): SecondOpinion {
  const values = made.f.map((x) => (x > 0.9 ? null : 3.3 - 0.55 * x + 0.12 * gaussian(made.next)));
  const std = values.map((v) => (v === null ? null : 0.14));
  const disagrees = mean.values.flatMap((v, p) => {
    const other = values[p];
    return v !== null && other !== null && Math.abs(v - other) > 2 * Math.hypot(0.14, mean.std[p] ?? 0)
      ? [p]
      : [];
  });
  const note = 'L₃/L₂ of the net signal by the curve of Varela et al. 2009.';
  return { descriptorId: mean.id, method: 'white-line ratio', values, std, disagrees, note };
}

function manganese(made: Made): DescriptorReading {
  const verdicts = verdictsOf(made);
  const mean = scalarOf(made, verdicts, {
    ...{ id: `${VALENCE}.valence`, label: 'mean Mn valence', unit: '', std: 0.06 },
    value: (x) => 3.35 - 0.9 * x,
  });
  const parts = ['Mn2+', 'Mn3+', 'Mn4+'].map((name, k) =>
    scalarOf(made, verdicts, {
      ...{ id: `${VALENCE}.fractions.${name}`, label: `${name} fraction`, unit: '', std: 0.02 },
      value: (x) => fraction(k, x),
    }),
  );
  return {
    ...{ modelId: `${VALENCE}@1.0.0`, title: 'Mn valence from Mn L₂,₃', status: 'released', edgeId: 'Mn_L3' },
    estimates: [...parts, mean],
    verdicts,
    shiftsEv: verdicts.map(({ score }) => (score === null ? null : -0.42)),
    nearest: nearestOf(MN_REFERENCES, made),
    attention: attentionOf(mean.id, [632, 664], [642.4, 640.8, 653.3]),
    secondOpinions: [whiteLine(made, mean)],
    manifestSha256: '3f1c5a54b7be4ad1ca5e1f7a3be3c0de2f0a7b1b9c8d7e6f5a4b3c2d1e0f9a8b',
  };
}

const O_REFERENCES: readonly [string, Record<string, number | string>][] = [
  ['LaMnO₃, site 2', { coordination: 6, 'mo-mean': 2.31 }],
  ['SrTiO₃, site 1', { coordination: 6, 'mo-mean': 2.33 }],
  ['CaMnO₃, site 1', { coordination: 6, 'mo-mean': 2.28 }],
  ['MgO, site 1', { coordination: 6, 'mo-mean': 2.11 }],
  ['ZnO, site 1', { coordination: 4, 'mo-mean': 1.98 }],
  ['α-Al₂O₃, site 1', { coordination: 4, 'mo-mean': 1.91 }],
];

const TASK = 'o-k-local-structure';

function classesOf({ f }: Made, inside: readonly DomainVerdict[]): ClassesEstimate {
  const labels = ['2', '3', '4', '6'];
  const weight = (k: number, x: number) => Math.exp(-(((k - 3 + 1.4 * x) / 0.6) ** 2));
  const total = f.map((x) => labels.reduce((sum, _, k) => sum + weight(k, x), 0));
  const probabilities = labels.map((_, k) =>
    f.map((x, p) => (inside[p].inside ? weight(k, x) / total[p] : null)),
  );
  const sets = f.map((_, p) =>
    inside[p].inside ? labels.filter((_, k) => (probabilities[k][p] ?? 0) > 0.12) : null,
  );
  const label = 'cation coordination of oxygen';
  return {
    kind: 'classes',
    id: `${TASK}.coordination`,
    label,
    unit: '',
    labels,
    probabilities,
    sets,
    level: 0.9,
  };
}

function curveOf({ f }: Made, inside: readonly DomainVerdict[]): CurveEstimate {
  const axis = { label: 'distance', unit: 'Å', start: 1.5, step: 0.1, n: 36 };
  const at = (x: number) =>
    Array.from({ length: axis.n }, (_, i) => {
      const r = axis.start + i * axis.step;
      return (
        2.2 * peak(r, 1.95 + 0.12 * x, 0.14) + 3.6 * peak(r, 2.78, 0.2) + 2.9 * peak(r, 3.6 - 0.2 * x, 0.3)
      );
    });
  return {
    ...{ kind: 'curve', id: `${TASK}.rdf`, label: 'radial distribution', unit: '1/Å', axis, level: 0.9 },
    values: f.map((x, p) => (inside[p].inside ? at(x) : null)),
    std: f.map((x, p) => (inside[p].inside ? at(x).map((v) => 0.12 + 0.1 * v) : null)),
  };
}

function oxygen(made: Made): DescriptorReading {
  const verdicts = made.f.map((_, p): DomainVerdict => {
    const score = 0.7 + 0.25 * gaussian(made.next) + (p % 23 === 5 ? 1.4 : 0);
    const reason = 'its near-edge structure lies between no known spectra';
    return { inside: score <= 1.5, score, limit: 1.5, reason: score <= 1.5 ? null : reason };
  });
  const scalar = (name: string, rest: Omit<ScalarTruth, 'id'>) =>
    scalarOf(made, verdicts, { id: `${TASK}.${name}`, ...rest });
  return {
    ...{ modelId: `${TASK}@0.1.0`, title: 'Local structure about oxygen', status: 'preview', edgeId: 'O_K' },
    estimates: [
      classesOf(made, verdicts),
      scalar('mo-mean', { label: 'mean O–M distance', unit: 'Å', std: 0.03, value: (x) => 2.31 - 0.06 * x }),
      scalar('mo-min', {
        label: 'shortest O–M distance',
        unit: 'Å',
        std: 0.02,
        value: (x) => 1.96 + 0.04 * x,
      }),
      scalar('angle', {
        ...{ label: 'mean M–O–M angle', unit: '°', std: 3, factor: 9 },
        value: (x) => 158 - 6 * x,
      }),
      curveOf(made, verdicts),
    ],
    verdicts,
    shiftsEv: made.f.map(() => 0.3),
    nearest: nearestOf(O_REFERENCES, made),
    attention: attentionOf(`${TASK}.mo-mean`, [526, 560], [531.6, 541, 535]),
    secondOpinions: [],
    manifestSha256: '9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b',
  };
}

/** What two networks say of the fixture: Mn valence (released), the surroundings of oxygen (a preview). */
export function descriptorsOf(shape: Shape, next: () => number): DescriptorReading[] {
  const made = { shape, next, f: Array.from({ length: shape.nPixels }, (_, p) => phase(shape, p)) };
  return [manganese(made), oxygen(made)];
}
