import { ELEMENT_SYMBOLS } from '../units/element-symbols.js';
import { DescriptorError } from './descriptor-error.js';
import {
  anyText,
  integer,
  isFields,
  list,
  matching,
  number,
  object,
  oneOf,
  orNull,
  problemsOf,
  record,
  that,
  text,
  type FieldProblem,
  type Rule,
} from './field-checks.js';
import type { ModelManifest } from './model-manifest.js';

const SLUG = /^[a-z0-9][a-z0-9-]{0,63}$/;
const SHA256 = matching(/^[0-9a-f]{64}$/, 'a SHA-256 of 64 lower-case hexadecimal digits');
const SLUG_WANTED = 'lower-case letters, digits and hyphens';
const slug = matching(SLUG, SLUG_WANTED);
const head = { name: slug, label: text(200), tensor: text(100) };
const labels = list(text(50), 2, 1000);

const interval = object({
  level: that((v) => typeof v === 'number' && v > 0 && v < 1, 'a number between 0 and 1'),
  factor: number(0, 1e6),
  floorStd: number(0, 1e9),
  difficulty: object({ evenness: number(0, 10), noise: number(0, 10), typicalNoise: number(1e-12, 1e9) }),
  nCalibration: integer(0, 1e9),
});

const axis = object({
  label: text(100),
  unit: anyText(30),
  start: number(-1e6, 1e6),
  step: number(1e-9, 1e6),
  n: integer(1, 4096),
});

const mean: Rule = (value, pointer, report) => {
  if (value === null) return;
  const values = list(number(-1e9, 1e9), 2, 1000);
  object({ name: slug, label: text(200), unit: anyText(30), values, interval })(value, pointer, report);
};

const OUTPUTS: Readonly<Record<string, Rule>> = {
  scalar: object({ ...head, kind: oneOf('scalar'), unit: anyText(30), width: oneOf(1, 2), interval }),
  classes: object({
    ...head,
    kind: oneOf('classes'),
    labels,
    set: object({ level: number(0, 1), minProbability: number(0, 1) }),
  }),
  fractions: object({ ...head, kind: oneOf('fractions'), labels, interval, mean }),
  curve: object({ ...head, kind: oneOf('curve'), unit: anyText(30), axis, interval }),
};

const output: Rule = (value, pointer, report) => {
  const kind = isFields(value) ? value.kind : undefined;
  const rule = typeof kind === 'string' && Object.hasOwn(OUTPUTS, kind) ? OUTPUTS[kind] : null;
  if (rule === null) report(`${pointer}/kind`, 'wrong', `must be ${Object.keys(OUTPUTS).join(' or ')}`);
  else rule(value, pointer, report);
};

const input = object({
  tensor: text(100),
  grid: object({ startEv: number(-1e5, 1e5), stepEv: number(0.001, 10), nChannels: integer(8, 8192) }),
  alignment: oneOf('maximum', 'onset', 'none'),
  searchEv: number(0, 100),
  background: oneOf('power-law', 'line', 'level', 'none'),
  backgroundWindowEv: orNull(
    that(
      (v) => Array.isArray(v) && v.length === 2 && v.every(Number.isFinite) && v[0] < v[1],
      'null or [lo, hi] in eV',
    ),
  ),
  normalisation: oneOf('area', 'maximum', 'tail', 'none'),
  smoothingEv: orNull(number(0.001, 20)),
});

const training = object({
  datasets: list(
    object({
      name: text(200),
      licence: text(200),
      attribution: anyText(2000),
      files: record(/^[^\\]{1,500}$/, 'a path', SHA256),
    }),
    0,
    50,
  ),
  device: text(200),
  seed: orNull(integer(0, Number.MAX_SAFE_INTEGER)),
  command: orNull(text(1000)),
  durationS: orNull(number(0, 1e9)),
  software: text(200),
});

const MANIFEST = object({
  schema: oneOf('kaimen.model/1'),
  task: slug,
  version: matching(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, 'a version of three numbers such as "1.0.0"'),
  title: text(200),
  status: oneOf('released', 'preview', 'benchmark'),
  technique: oneOf('EELS', 'XAS'),
  edge: object({
    element: that((v) => (ELEMENT_SYMBOLS as readonly unknown[]).includes(v), 'the symbol of an element'),
    shell: matching(/^[K-O]\d?$/, 'a shell such as "K" or "L3"'),
    nominalEv: number(1, 1e5),
  }),
  input,
  outputs: list(output, 1, 50),
  members: integer(1, 100),
  // Plain names: a manifest never points out of its folder.
  files: record(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'the plain name of a file', SHA256),
  training,
});

/**
 * A document as a manifest that a network can be served by.
 *
 * @param json  what `JSON.parse` gave
 * @throws DescriptorError invalid-manifest  `details.problems` holds every wrong field: pointer, code (missing, wrong, unknown,
 *   contradiction) and what it must be; the message names the first
 * Checked: each field broken in turn (validate-manifest.spec.ts).
 */
export function validateManifest(json: unknown): ModelManifest {
  const fields = problemsOf(MANIFEST, json);
  const problems = fields.length > 0 ? fields : contradictions(json as ModelManifest);
  if (problems.length === 0) return json as ModelManifest;
  const [{ pointer, message }] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new DescriptorError('invalid-manifest', `manifest.json: ${pointer || '/'} ${message}${more}.`, {
    problems,
  });
}

/** What no field says alone. */
function contradictions({ input: form, outputs, files }: ModelManifest): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const add = (pointer: string, message: string): void => {
    problems.push({ pointer, code: 'contradiction', message });
  };
  if (!Object.hasOwn(files, 'model.onnx')) add('/files', 'must name model.onnx');
  if ((form.background === 'none') !== (form.backgroundWindowEv === null)) {
    add('/input/backgroundWindowEv', 'must be null for no background, and a window otherwise');
  }
  if (form.alignment !== 'none' && !(form.searchEv > 0)) add('/input/searchEv', 'must be above 0 to align');
  const names = outputs.flatMap((o) => (o.kind === 'fractions' && o.mean ? [o.name, o.mean.name] : [o.name]));
  if (new Set(names).size < names.length) add('/outputs', 'must have different names');
  outputs.forEach((o, i) => {
    const isUneven = o.kind === 'fractions' && o.mean !== null && o.mean.values.length !== o.labels.length;
    if (isUneven) add(`/outputs/${i}/mean/values`, 'must be as many as labels');
  });
  return problems;
}
