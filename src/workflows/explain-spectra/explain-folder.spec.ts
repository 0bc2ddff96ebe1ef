import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { msaValues, parseMsa } from '../../science/formats/msa/parse-msa.js';
import type { SiteFolder } from '../../science/spectra/from-site-folder.js';
import { predictSpectrum } from '../../science/structure-trees/predict-spectrum.js';
import { madeUpSites } from '../../science/structure-trees/testing/made-up-sites.js';
import { descriptorInfo } from './descriptor-names.js';
import { treeHtml } from './drawing/tree-html.js';
import { DEFAULT_EXPLAIN_OPTIONS, explainFolder } from './explain-folder.js';
import { predictedCsv, predictedMsa, readDescriptors } from './predicted-files.js';
import { readSiteFolder } from './site-folder.js';
import { readTree, treeJson } from './tree-file.js';

const MADE_UP = madeUpSites();
const names = ['mo_mean', 'mom_angle_mean', 'chance'];
const record = (at: number) => ({
  id: MADE_UP.ids[at],
  formula: `<b>${MADE_UP.groups[at]}`,
  flags: at === 1 ? ['odd'] : [],
  descriptors: Object.fromEntries(
    names.map((name, d) => [
      name,
      Number.isNaN(MADE_UP.values[3 * at + d]) ? null : MADE_UP.values[3 * at + d],
    ]),
  ),
});
const FOLDER: SiteFolder = {
  sites: utf8Bytes(MADE_UP.ids.map((_, at) => `${JSON.stringify(record(at))}\n`).join('')),
  spectra: new Uint8Array(Float32Array.from(MADE_UP.spectra).buffer),
  grid: utf8Bytes(JSON.stringify({ start: -5, step: 0.5, n_energy: 60 })),
};
const CHOICE = { descriptors: null, groupBy: 'formula', withoutFlags: [] };
const named = (name: string, bytes: Uint8Array) => ({
  name,
  bytes,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const FILES = {
  sites: named('sites.jsonl', FOLDER.sites),
  spectra: named('spectra.f32', FOLDER.spectra),
  grid: named('grid.json', FOLDER.grid),
};
const { tree, sites } = explainFolder({
  files: FILES,
  choice: CHOICE,
  options: { ...DEFAULT_EXPLAIN_OPTIONS, importanceRepeats: 5 },
  version: '1.2.3',
});
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('readSiteFolder', () => {
  it('reads sites, axis and the usual descriptors; null is none', () => {
    const read = readSiteFolder(FOLDER, CHOICE);
    expect(read.energy).toEqual({ offsetEv: -5, scaleEv: 0.5, nChannels: 60 });
    expect(read.descriptors.map(({ name }) => name)).toEqual(['mo_mean', 'mom_angle_mean']);
    expect([...read.values]).toEqual(
      MADE_UP.ids.flatMap((_, at) => [MADE_UP.values[3 * at], MADE_UP.values[3 * at + 1]]),
    );
    expect([...read.spectra]).toEqual([...Float32Array.from(MADE_UP.spectra)]);
  });

  it('takes the descriptors that are asked for, and leaves out what is flagged', () => {
    const read = readSiteFolder(FOLDER, { ...CHOICE, descriptors: ['chance'], withoutFlags: ['odd'] });
    expect(read.ids.length).toBe(35);
    expect(read.ids).not.toContain('site1');
    expect(read.values[1]).toBe(MADE_UP.values[3 * 2 + 2]);
    expect(read.spectra[60]).toBe(Math.fround(MADE_UP.spectra[120]));
  });

  it.each([
    ['a spectrum too few', { spectra: FOLDER.spectra.subarray(4) }, {}, 'inconsistent-file'],
    ['half a number', { spectra: FOLDER.spectra.subarray(1) }, {}, 'truncated-file'],
    ['no step', { grid: utf8Bytes('{"start":0,"n_energy":60}') }, {}, 'malformed-file'],
    ['no JSON', { sites: utf8Bytes('hello') }, {}, 'malformed-file'],
    ['a descriptor that is nowhere', {}, { descriptors: ['colour'] }, 'invalid-parameter'],
    ['a group that is nowhere', {}, { groupBy: 'prototype' }, 'malformed-file'],
    [
      'numbers that are none',
      { spectra: new Uint8Array(new Float32Array(36 * 60).fill(NaN).buffer) },
      {},
      'non-finite-data',
    ],
  ])('refuses %s', (_, files, choice, code) => {
    expect(codeOf(() => readSiteFolder({ ...FOLDER, ...files }, { ...CHOICE, ...choice }))).toBe(code);
  });
});

describe('explainFolder', () => {
  it('finds the kinds, and says from which files', () => {
    expect(tree.clusters.length).toBe(3);
    expect(tree.measures.routing.accuracy.value).toBe(1);
    expect(tree.provenance.inputs.map(({ name, sha256 }) => `${name} ${sha256}`)).toEqual(
      Object.values(FILES).map(({ name, sha256 }) => `${name} ${sha256}`),
    );
    expect(tree.provenance.software).toEqual({ name: 'kaimen', version: '1.2.3' });
  });

  it('is read back as it was written', () => {
    expect(readTree(utf8Bytes(treeJson(tree)), 'tree.json')).toEqual(tree);
    expect(codeOf(() => readTree(utf8Bytes('{'), 'x'))).toBe('malformed-file');
    expect(codeOf(() => readTree(utf8Bytes('{"schema":"kaimen.structure-tree/9"}'), 'x'))).toBe(
      'unsupported-format-version',
    );
    const endless = {
      ...tree,
      nodes: tree.nodes.map((node) => ({ ...node, split: node.split && { ...node.split, left: 0 } })),
    };
    expect(codeOf(() => readTree(utf8Bytes(JSON.stringify(endless)), 'x'))).toBe('malformed-file');
  });

  it('is drawn: every site, cluster, rule; what a file says cannot become markup', () => {
    const html = treeHtml(tree, sites);
    for (const { id } of tree.sites) expect(html).toContain(`${id} (&lt;b&gt;group`);
    expect(html).not.toContain('<b>');
    expect(html.match(/class="card"/g)!.length).toBe(3);
    expect(html.match(/<li>/g)!.length).toBe(tree.rules.length + 3);
    expect(html).not.toMatch(/NaN|undefined|https?:/);
    expect(treeHtml(tree, null).length).toBeLessThan(html.length);
  });
});

describe('predicted spectra', () => {
  it('are written as .msa and .csv', () => {
    const prediction = predictSpectrum(
      tree,
      readDescriptors(utf8Bytes('{"mo_mean":1.45,"mom_angle_mean":null}'), tree),
    );
    const msa = parseMsa(predictedMsa(tree, prediction));
    expect(msa.y).toEqual([...prediction.mean]);
    expect(msaValues(msa, 'COMMENT')[0]).toContain('12 of 12 sites');
    const lines = new TextDecoder().decode(predictedCsv(tree, prediction)).trim().split('\r\n');
    expect(lines.filter((line) => !line.startsWith('#')).length).toBe(61);
    expect(lines.at(-1)!.split(',').map(Number)[0]).toBe(24.5);
  });

  it('come from a bare list or from a whole record of a set', () => {
    const whole = readDescriptors(utf8Bytes(JSON.stringify(record(3))), tree);
    expect(Object.keys(whole)).toEqual(['mo_mean', 'mom_angle_mean']);
    expect(codeOf(() => readDescriptors(utf8Bytes('[1]'), tree))).toBe('invalid-parameter');
    expect(codeOf(() => readDescriptors(utf8Bytes('{"mo_mean":"long"}'), tree))).toBe('invalid-parameter');
  });
});

describe('descriptorInfo', () => {
  it('knows units, covalent variants, and leaves the rest as it is', () => {
    expect(descriptorInfo('mo_min')).toMatchObject({
      label: 'shortest M–O distance',
      unit: 'Å',
      family: 'distance',
    });
    expect(descriptorInfo('cn_cov').label).toBe('coordination number (covalent radii)');
    expect(descriptorInfo('q6')).toEqual({ name: 'q6', label: 'q6', unit: '', family: 'q6' });
  });
});
