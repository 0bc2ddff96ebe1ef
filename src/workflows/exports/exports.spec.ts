import { describe, expect, it } from 'vitest';
import { fromHyperspy, isHyperspySpectrum } from '../../science/spectra/from-hyperspy.js';
import { parseHyperspy } from '../../science/formats/hyperspy/parse-hyperspy.js';
import { base64Of, littleEndianBytes } from '../../science/units/base64.js';
import { componentsCsv } from './components-csv.js';
import { interpretedHspy, interpretedScan } from './interpreted-hspy.js';
import { profilesCsv } from './profiles-csv.js';
import { reportHtml } from './report-html.js';
import { resultJson } from './result-json.js';
import { SMALL_RESULT } from './testing/small-result.js';

const rowsOf = (csv: string): string[] =>
  csv
    .trimEnd()
    .split('\r\n')
    .filter((line) => !line.startsWith('#'));

describe('profilesCsv', () => {
  const csv = profilesCsv(SMALL_RESULT);

  it('has one row a pixel, C order of the axes, empty where unknown', () => {
    expect(rowsOf(csv)).toEqual([
      "pixel,y [nm],'=x [nm],sum [e-],O_K.net [e-],O_K.net std [e-],NMF 1 loading",
      '0,0,1,6,-1.5,0.5,1',
      '1,0,1.5,15,2,0.5,2',
      '2,2,1,24,,,3',
      '3,2,1.5,33,4,,4',
    ]);
  });

  it('keeps a hostile file name inside its comment', () => {
    expect(csv.split('\r\n')[1]).toBe('# core-loss: a  =1+1.dm4; scan 0; sha256 ab12');
  });
});

describe('componentsCsv', () => {
  it('puts components on the calibrated axis, empty outside their range', () => {
    expect(rowsOf(componentsCsv(SMALL_RESULT))).toEqual([
      'energy loss [eV],mean spectrum,NMF 1',
      '99.5,5.5,',
      '100.5,6.5,0.25',
      '101.5,7.5,0.75',
    ]);
  });
});

describe('resultJson', () => {
  it('is the same bytes whatever the order of keys, and reads back', () => {
    const turned = Object.fromEntries(
      Object.entries(SMALL_RESULT).reverse(),
    ) as unknown as typeof SMALL_RESULT;
    expect(resultJson(turned)).toBe(resultJson(SMALL_RESULT));
    expect(JSON.parse(resultJson(SMALL_RESULT))).toEqual(SMALL_RESULT);
  });
});

describe('base64Of', () => {
  it.each(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'])('encodes %j as RFC 4648 says', (text) => {
    expect(base64Of(Buffer.from(text))).toBe(Buffer.from(text).toString('base64'));
  });

  it('encodes more than one piece', () => {
    const bytes = Uint8Array.from({ length: 40_001 }, (_, i) => (i * 7) & 255);
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});

describe('reportHtml', () => {
  const template = '<p><script type="application/json">__KAIMEN_REPORT__</script></p>';
  const counts = Float32Array.of(1.5, -2, 3e9);

  it('puts JSON in that cannot end its element and reads back', () => {
    const html = reportHtml(template, SMALL_RESULT, counts);
    const inside = html.slice(html.indexOf('json">') + 6, html.indexOf('</script>'));
    expect(inside).not.toContain('<');
    const data = JSON.parse(inside) as { result: unknown; spectra: { base64: string } };
    expect(data.result).toEqual(SMALL_RESULT);
    expect(Buffer.from(data.spectra.base64, 'base64')).toEqual(Buffer.from(littleEndianBytes(counts)));
  });

  it('carries spectra of more than one piece', () => {
    const many = Float32Array.from({ length: 100_001 }, (_, i) => i / 3);
    const bytes = Buffer.from(littleEndianBytes(many)).toString('base64');
    expect(reportHtml(template, SMALL_RESULT, many)).toContain(`"spectra":{"base64":"${bytes}"}}`);
  });

  it('takes no spectra, and refuses a page without the token', () => {
    expect(reportHtml(template, SMALL_RESULT, null)).toContain('"spectra":null');
    expect(() => reportHtml('<p></p>', SMALL_RESULT, null)).toThrow(RangeError);
  });
});

describe('interpretedHspy', () => {
  const counts = Float32Array.from({ length: 12 }, (_, i) => i + 1);

  it('is the preprocessed scan on the calibrated axis', async () => {
    const bytes = await interpretedHspy(SMALL_RESULT, counts, { from: 'file' });
    const { scan } = fromHyperspy(await parseHyperspy(bytes, isHyperspySpectrum)).scans[0];
    expect([...scan.counts]).toEqual([...counts]);
    expect(scan.energy).toEqual(SMALL_RESULT.calibration.energy);
    expect(scan.navigation).toEqual(SMALL_RESULT.scan.navigation);
    expect(JSON.stringify(scan.originalMetadata)).toContain('kaimen.interpretation/1');
  });

  it('refuses counts of another shape', () => {
    expect(() => interpretedScan(SMALL_RESULT, counts.subarray(1))).toThrow(/expected 4 × 3 counts, got 11/);
  });
});
