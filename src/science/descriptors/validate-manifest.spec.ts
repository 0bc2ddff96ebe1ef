import { describe, expect, it } from 'vitest';
import { DescriptorError } from './descriptor-error.js';
import type { FieldProblem } from './field-checks.js';
import { exampleManifest } from './testing/example-manifest.js';
import { validateManifest } from './validate-manifest.js';

type Json = Record<string, unknown>;

function problemsOf(json: unknown): readonly FieldProblem[] {
  try {
    validateManifest(json);
  } catch (error) {
    if (error instanceof DescriptorError && error.code === 'invalid-manifest') {
      return error.details.problems as readonly FieldProblem[];
    }
    throw error;
  }
  return [];
}

/** Pointers of all fields, leaves and branches. */
function pointersOf(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, child]) => pointersOf(child, `${at}/${key}`))];
}

function changed(json: unknown, pointer: string, change: (parent: Json, key: string) => void): unknown {
  const copy = structuredClone(json) as Json;
  const keys = pointer.split('/').slice(1);
  const key = keys.pop()!;
  change(
    keys.reduce((at, k) => at[k] as Json, copy),
    key,
  );
  return copy;
}

const fields = pointersOf(exampleManifest()).filter((pointer) => pointer !== '' && !/\/\d+$/.test(pointer));
const inRecords = /^\/(files|training\/datasets\/0\/files)\//;

it('takes a whole manifest as it is', () => {
  const manifest = exampleManifest();
  expect(validateManifest(manifest)).toBe(manifest);
});

describe.each(fields)('%s', (pointer) => {
  it('must not be an object of another kind', () => {
    const broken = changed(exampleManifest(), pointer, (parent, key) => (parent[key] = { odd: true }));
    expect(problemsOf(broken).some((p) => p.pointer.startsWith(pointer))).toBe(true);
  });

  it.skipIf(inRecords.test(pointer))('must be there', () => {
    const broken = changed(exampleManifest(), pointer, (parent, key) => delete parent[key]);
    // Without its kind an output cannot be checked any further; the missing kind is what is said.
    expect(problemsOf(broken)).toContainEqual(expect.objectContaining({ pointer }));
  });
});

it.each<[string, unknown, string, string]>([
  ['/extra', 1, '/extra', 'unknown'],
  ['/version', '1', '/version', 'wrong'],
  ['/task', '../up', '/task', 'wrong'],
  ['/files/..~1secret', 'a'.repeat(64), '/files/..~01secret', 'unknown'],
  ['/edge/element', 'Qq', '/edge/element', 'wrong'],
  ['/input/grid/stepEv', Number.NaN, '/input/grid/stepEv', 'wrong'],
  ['/outputs/0/kind', 'oracle', '/outputs/0/kind', 'wrong'],
  ['/outputs/0/mean/values', [2, 3], '/outputs/0/mean/values', 'contradiction'],
  ['/input/backgroundWindowEv', null, '/input/backgroundWindowEv', 'contradiction'],
  ['/files', {}, '/files', 'contradiction'],
])('%s = %j is refused at %s as %s', (pointer, value, where, code) => {
  const broken = changed(exampleManifest(), pointer, (parent, key) => (parent[key] = value));
  expect(problemsOf(broken)).toContainEqual(expect.objectContaining({ pointer: where, code }));
});

it.each([null, 1, 'x', [], {}])('%j is no manifest', (json) => {
  expect(problemsOf(json).length).toBeGreaterThan(0);
});
