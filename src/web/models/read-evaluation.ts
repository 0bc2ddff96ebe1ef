/** evaluation.json as the page draws it (kaimen.evaluation/1); what is missing is null or empty, and drawn as not measured. */
export interface Evaluation {
  readonly conditions: readonly Condition[];
  readonly domain: readonly DomainScore[];
}

export interface Condition {
  readonly name: string;
  readonly label: string;
  readonly grouping: string | null;
  readonly nSpectra: number | null;
  readonly nGroups: number | null;
  readonly abstained: number | null;
  readonly outputs: readonly OutputScore[];
}

export interface OutputScore {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly baseline: Readonly<Record<string, number | null>>;
  readonly coverage: { readonly level: number; readonly share: number; readonly n: number } | null;
  readonly reliability: Reliability | null;
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] } | null;
}

export interface Reliability {
  readonly kind: 'value' | 'probability';
  readonly binEdges: readonly number[];
  readonly predictedMean: readonly (number | null)[];
  readonly observedMean: readonly (number | null)[];
  readonly observedStd: readonly (number | null)[];
  readonly counts: readonly number[];
}

export interface DomainScore {
  readonly label: string;
  readonly auroc: number | null;
  readonly nInside: number | null;
  readonly nOutside: number | null;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const numbersOf = (value: unknown): (number | null)[] => listOf(value).map(numberOf);
const countsOf = (value: unknown): number[] => numbersOf(value).map((n) => n ?? 0);

const namedNumbers = (value: unknown): Record<string, number | null> =>
  Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, n]) => [name, numberOf(n)]));

function coverageOf(value: unknown): OutputScore['coverage'] {
  const { level, share, n } = fieldsOf(value);
  const found = { level: numberOf(level), share: numberOf(share), n: numberOf(n) };
  if (found.level === null || found.share === null) return null;
  return { level: found.level, share: found.share, n: found.n ?? 0 };
}

function reliabilityOf(value: unknown): Reliability | null {
  const fields = fieldsOf(value);
  const binEdges = countsOf(fields.binEdges);
  const counts = countsOf(fields.counts);
  if (binEdges.length < 2 || counts.length !== binEdges.length - 1) return null;
  const bins = (list: unknown): (number | null)[] => {
    const values = numbersOf(list);
    return counts.map((_, i) => values[i] ?? null);
  };
  return {
    kind: fields.kind === 'probability' ? 'probability' : 'value',
    ...{ binEdges, counts },
    predictedMean: bins(fields.predictedMean),
    observedMean: bins(fields.observedMean),
    observedStd: bins(fields.observedStd),
  };
}

function confusionOf(value: unknown): OutputScore['confusion'] {
  const { labels, counts } = fieldsOf(value);
  const names = listOf(labels).map(String);
  const rows = listOf(counts).map(countsOf);
  return names.length > 0 && rows.length === names.length ? { labels: names, counts: rows } : null;
}

function outputOf(value: unknown): OutputScore {
  const fields = fieldsOf(value);
  const name = textOf(fields.name) ?? '?';
  return {
    ...{ name, label: textOf(fields.label) ?? name, unit: textOf(fields.unit) ?? '' },
    metrics: namedNumbers(fields.metrics),
    baseline: namedNumbers(fields.baseline),
    coverage: coverageOf(fields.coverage),
    reliability: reliabilityOf(fields.reliability),
    confusion: confusionOf(fields.confusion),
  };
}

function conditionOf(value: unknown): Condition {
  const fields = fieldsOf(value);
  const name = textOf(fields.name) ?? '?';
  return {
    ...{ name, label: textOf(fields.label) ?? name, grouping: textOf(fields.grouping) },
    nSpectra: numberOf(fields.nSpectra),
    nGroups: numberOf(fields.nGroups),
    abstained: numberOf(fields.abstained),
    outputs: listOf(fields.outputs).map(outputOf),
  };
}

function domainOf(value: unknown): DomainScore {
  const fields = fieldsOf(value);
  return {
    label: textOf(fields.label) ?? textOf(fields.name) ?? '?',
    auroc: numberOf(fields.auroc),
    nInside: numberOf(fields.nInside),
    nOutside: numberOf(fields.nOutside),
  };
}

/** A file made elsewhere may lack anything: null only where it is not of this kind at all. */
export function readEvaluation(json: unknown): Evaluation | null {
  const fields = fieldsOf(json);
  if (fields.schema !== 'kaimen.evaluation/1') return null;
  return {
    conditions: listOf(fields.conditions).map(conditionOf),
    domain: listOf(fields.domain).map(domainOf),
  };
}

/** Outputs that any condition measured, in order. */
export function measuredOutputs({ conditions }: Evaluation): { name: string; label: string }[] {
  const seen = new Map<string, string>();
  for (const { outputs } of conditions)
    for (const { name, label } of outputs) if (!seen.has(name)) seen.set(name, label);
  return [...seen].map(([name, label]) => ({ name, label }));
}

export const scoreOf = (condition: Condition, output: string): OutputScore | null =>
  condition.outputs.find(({ name }) => name === output) ?? null;

/** One condition is judged by several groupings. */
export const titleOf = ({ label, grouping }: Condition): string =>
  grouping === null ? label : `${label}, by ${grouping}`;

/** Standard error of a share of n. */
export const shareError = (share: number, n: number): number | null =>
  n > 0 ? Math.sqrt((share * (1 - share)) / n) : null;
