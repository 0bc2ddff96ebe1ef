// ajv comes with the Nest tools; it is a validator that does not know this code.
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../science/interpretation/recipe-schema.js';
import { faultsOf, fitsKind } from './check-document.js';
import { draftOf, faultsAt, faultsElsewhere, faultsOfProblem, withField, withText } from './draft.js';
import {
  beginningOf,
  choicesOf,
  defaultDocument,
  labelOf,
  sectionsOf,
  textOfValue,
  valueOfText,
} from './form-layout.js';
import { differences, type JsonSchema, valueAt, withValueAt } from './json-document.js';

const SCHEMA = recipeSchema();
const FIELDS = sectionsOf(SCHEMA).flatMap((section) => section.fields);
const valid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(SCHEMA);

const defaults = defaultDocument(SCHEMA);

const value = fc.oneof(
  fc.constantFrom('auto', 'never', 'ward', 'noise-edge', 'kaimen.recipe/1', '', 'x', 'word'),
  fc.integer({ min: -2, max: 60 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1, max: 200 }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom([], ['O', 'Mn'], ['Xx'], [1], { O_K: [480, 525] }, { O_K: [1] }, { oxygen: [1, 2] }, {}),
);
const edit = fc.tuple(
  fc.constantFrom(...FIELDS.map((f) => f.pointer), '/stranger', '/edges/stranger'),
  value,
);

describe('the check in the page', () => {
  it('says of any document what ajv says of it', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
        const document = edits.reduce((doc, [pointer, v]) => withValueAt(doc, pointer, v), defaults);
        expect(faultsOf(document, SCHEMA).length === 0).toBe(valid(document));
      }),
      { numRuns: 1500, seed: 8 },
    );
  });

  it('names the place, also inside a value, and what must stand there', () => {
    const schema = {
      properties: {
        a: { anyOf: [{ type: 'null' }, { type: 'number', minimum: 1, maximum: 5 }] },
        b: { type: 'object', additionalProperties: { type: 'array', minItems: 2, maxItems: 2 } },
      },
    };
    expect(faultsOf({ a: 9, b: { x: [1] } }, schema)).toEqual([
      { pointer: '/a', message: 'must be null or a number from 1 to 5' },
      { pointer: '/b/x', message: 'must be a list of 2 values' },
    ]);
  });

  it('leaves to the service what it does not know', () => {
    expect(faultsOf({ a: 3 }, { properties: { a: { type: 'integer', newKeyword: 7 } } })).toEqual([]);
  });
});

describe('the form', () => {
  it('has a field for every part of the schema that can be chosen', () => {
    const leaves = (schema: JsonSchema, at = ''): string[] =>
      Object.entries(schema.properties as Record<string, JsonSchema>).flatMap(([key, part]) =>
        'default' in part ? [`${at}/${key}`] : leaves(part, `${at}/${key}`),
      );
    const constant = leaves(SCHEMA).filter((p) => !FIELDS.some((f) => f.pointer === p));
    expect(constant).toEqual(['/schema']);
    expect(valid(defaults)).toBe(true);
  });

  it('takes sections inside sections, and fields it has never heard of', () => {
    const schema = {
      properties: {
        deep: { properties: { deeper: { properties: { newOne: { type: 'string', default: 'x' } } } } },
      },
    };
    expect(sectionsOf(schema)).toMatchObject([
      { pointer: '/deep/deeper', fields: [{ pointer: '/deep/deeper/newOne' }] },
    ]);
  });

  it('offers each word of a union, and its open kinds apart', () => {
    const union = { anyOf: [{ enum: ['auto'] }, { type: 'null' }, { type: 'integer', minimum: 2 }] };
    expect(choicesOf(union)).toEqual({ words: ['auto', null], open: [{ type: 'integer', minimum: 2 }] });
    expect(choicesOf({ type: 'boolean' })).toEqual({ words: [], open: [{ type: 'boolean' }] });
    expect(choicesOf({ type: ['number', 'null'] }).words).toEqual([null]);
    expect(beginningOf({ type: 'integer', minimum: 2 }, 'auto')).toBe(2);
    expect(beginningOf({ type: 'integer', minimum: 2 }, 7)).toBe(7);
  });

  it('reads back what it writes, for the default of every field', () => {
    for (const { schema } of FIELDS)
      for (const open of choicesOf(schema).open)
        if (fitsKind(schema.default, open))
          expect(valueOfText(textOfValue(schema.default, open), open)).toEqual(schema.default);
  });

  it('keeps a text that is no number, so that the check can refuse it', () => {
    for (const text of ['', '7,5', '1e', 'NaN', 'Infinity'])
      expect(valueOfText(text, { type: 'number' })).toBe(text);
    expect(valueOfText(' 1e-3 ', { type: 'number' })).toBe(0.001);
  });

  it('names fields after their keys, with their units', () => {
    expect(['maxOffsetEv', 'nmfMaxIterations', 'seed', 'k-means'].map(labelOf)).toEqual([
      'Max offset (eV)',
      'Nmf max iterations',
      'Seed',
      'K means',
    ]);
  });
});

describe('a draft', () => {
  it('is one document as fields and as text', () => {
    const draft = withField(draftOf({ a: { b: 1 } }), '/a/c', 2);
    expect(JSON.parse(draft.text)).toEqual({ a: { b: 1, c: 2 } });
    expect(withText(draft, '{"a":{"b":5}}').document).toEqual({ a: { b: 5 } });
  });

  it('keeps its fields while the text is no document', () => {
    const broken = withText(draftOf({ a: 1 }), '{"a":');
    expect(broken).toMatchObject({ document: { a: 1 }, text: '{"a":' });
    expect(broken.textFault).not.toBeNull();
    expect(withText(broken, '[]').textFault).toContain('object');
  });

  it('puts what the service refuses at its field, and the rest on top', () => {
    const faults = faultsOfProblem([
      { pointer: '#/recipe/edges/elements/0', detail: 'no' },
      { pointer: '#/note', detail: 'too long' },
    ]);
    expect(faultsAt(faults, '/edges/elements')).toHaveLength(1);
    expect(faultsElsewhere(faults, ['/edges/elements'])).toEqual([{ pointer: '', message: 'too long' }]);
  });
});

describe('a document', () => {
  it('differs where it was changed, and nowhere else', () => {
    fc.assert(
      fc.property(edit, ([pointer, v]) => {
        const changed = withValueAt(defaults, pointer, v);
        expect(valueAt(changed, pointer)).toEqual(v);
        for (const d of differences(defaults, changed)) expect(d.pointer.startsWith(pointer)).toBe(true);
        expect(differences(changed, changed)).toEqual([]);
      }),
      { seed: 3 },
    );
  });

  it('with keys of slashes and tildes is still addressed', () => {
    expect(valueAt(withValueAt({}, '/a~1b/~0', 1), '/a~1b/~0')).toBe(1);
  });
});
