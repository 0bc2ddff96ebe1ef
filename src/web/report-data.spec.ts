import { describe, expect, it } from 'vitest';
import { fixtureReportJson, makeFixture } from './dev/fixture.js';
import { decodeFloat32, readReport } from './report-data.js';

describe('readReport', () => {
  const fixture = makeFixture('spectrum');

  it('gives back what was put in', () => {
    const text = fixtureReportJson(fixture);
    expect(text).not.toContain('<');
    const { result, counts } = readReport(`\n  ${text}\n`);
    expect(result).toEqual(fixture.result);
    expect(counts).toEqual(fixture.counts);
  });

  it('takes a report without spectra', () => {
    expect(readReport(JSON.stringify({ result: fixture.result, spectra: null })).counts).toBeNull();
  });

  it('refuses the empty template, another schema and spectra of another shape', () => {
    expect(() => readReport('__PLACE__')).toThrow('empty template');
    expect(() => readReport('{"result":{"schema":"x"}}')).toThrow('no result of a kind');
    expect(() =>
      readReport(JSON.stringify({ result: fixture.result, spectra: { base64: 'AACAPw==' } })),
    ).toThrow('damaged');
  });
});

it('decodeFloat32 is little-endian whatever the machine is', () => {
  expect([...decodeFloat32('AACAPwAAAMA=')]).toEqual([1, -2]);
});
