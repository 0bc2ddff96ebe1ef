/** One field of a JSON document that is not as it must be. */
export interface FieldProblem {
  /** JSON Pointer (RFC 6901): '/outputs/0/interval/level'. */
  readonly pointer: string;
  readonly code: 'missing' | 'wrong' | 'unknown' | 'contradiction';
  /** What it must be. */
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;
type Report = (pointer: string, code: FieldProblem['code'], message: string) => void;

/** Checks a value at a pointer and reports what is wrong. */
export type Rule = (value: unknown, pointer: string, report: Report) => void;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that passes a test. */
export const that =
  (test: (value: unknown) => boolean, wanted: string): Rule =>
  (value, pointer, report) => {
    if (!test(value)) report(pointer, 'wrong', `must be ${wanted}`);
  };

export const text = (max: number): Rule =>
  that((v) => typeof v === 'string' && v.length > 0 && v.length <= max, `a text of 1 to ${max} characters`);
export const anyText = (max: number): Rule =>
  that((v) => typeof v === 'string' && v.length <= max, `a text of at most ${max} characters`);
export const matching = (pattern: RegExp, wanted: string): Rule =>
  that((v) => typeof v === 'string' && pattern.test(v), wanted);
export const oneOf = (...words: readonly (string | number | null)[]): Rule =>
  that((v) => words.includes(v as string), words.map((w) => JSON.stringify(w)).join(' or '));
export const number = (min: number, max: number): Rule =>
  that((v) => typeof v === 'number' && v >= min && v <= max, `a number from ${min} to ${max}`);
export const integer = (min: number, max: number): Rule =>
  that(
    (v) => Number.isSafeInteger(v) && (v as number) >= min && (v as number) <= max,
    `an integer from ${min} to ${max}`,
  );
export const orNull =
  (rule: Rule): Rule =>
  (value, pointer, report) => {
    if (value !== null) rule(value, pointer, report);
  };

/** A list of `min` to `max` values that all follow a rule. */
export const list =
  (rule: Rule, min: number, max: number): Rule =>
  (value, pointer, report) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      report(pointer, 'wrong', `must be a list of ${min} to ${max}`);
      return;
    }
    value.forEach((item, i) => rule(item, `${pointer}/${i}`, report));
  };

/** An object with exactly these fields. */
export const object =
  (rules: Readonly<Record<string, Rule>>): Rule =>
  (value, pointer, report) => {
    if (!isFields(value)) {
      report(pointer, 'wrong', 'must be an object');
      return;
    }
    for (const [name, rule] of Object.entries(rules)) {
      if (Object.hasOwn(value, name)) rule(value[name], `${pointer}/${name}`, report);
      else report(`${pointer}/${name}`, 'missing', 'is missing');
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(rules, name)) report(`${pointer}/${escaped(name)}`, 'unknown', 'is not known');
    }
  };

/** An object whose names and values follow rules. */
export const record =
  (name: RegExp, wanted: string, rule: Rule): Rule =>
  (value, pointer, report) => {
    if (!isFields(value)) {
      report(pointer, 'wrong', 'must be an object');
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (!name.test(key)) report(`${pointer}/${escaped(key)}`, 'unknown', `its name must be ${wanted}`);
      rule(item, `${pointer}/${escaped(key)}`, report);
    }
  };

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** What a rule finds wrong with a document. */
export function problemsOf(rule: Rule, value: unknown): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  rule(value, '', (pointer, code, message) => problems.push({ pointer, code, message }));
  return problems;
}
