import { describe, expect, it } from 'vitest';
import { exampleManifest } from '../../science/descriptors/testing/example-manifest.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { MemoryModelRegistry } from '../testing/memory-models.js';
import { quantitiesOf, ReadModels } from './read-models.js';

const manifest = exampleManifest();
const { task, version } = manifest;

describe('what a model tells', () => {
  it('is each output, and the mean of fractions before them', () => {
    expect(quantitiesOf(manifest).map(({ name, unit, kind }) => [name, unit, kind])).toEqual([
      ['valence', '', 'scalar'],
      ['valence-fractions', '', 'fractions'],
      ['mo-mean', 'Å', 'scalar'],
      ['coordination', '', 'classes'],
      ['rdf', 'Å⁻¹', 'curve'],
    ]);
  });

  it('is without a mean where fractions have none', () => {
    const outputs = manifest.outputs.map((o) => (o.kind === 'fractions' ? { ...o, mean: null } : o));
    expect(quantitiesOf({ ...manifest, outputs })[0].name).toBe('valence-fractions');
  });
});

describe('a model', () => {
  it('is shown also with nothing but its manifest', async () => {
    const registry = new MemoryModelRegistry();
    registry.add(manifest, {});
    const shown = await new ReadModels(registry).show(task, version);
    expect(shown).toMatchObject({ card: null, evaluation: null, structureTree: null });
  });

  it('gives out only files that it names', async () => {
    const registry = new MemoryModelRegistry();
    registry.add(manifest, { 'card.md': 'card' });
    const models = new ReadModels(registry);
    expect(textOfBytes((await models.file(task, version, 'card.md')).bytes)).toBe('card');
    await expect(models.file(task, version, '../card.md')).rejects.toMatchObject({ code: 'not-found' });
    await expect(models.file(task, '9', 'card.md')).rejects.toMatchObject({ code: 'not-found' });
  });
});
