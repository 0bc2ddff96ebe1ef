import { utf8Bytes } from '../text-bytes.js';

/** One spectrum to write; unknown header values are left out. */
export interface MsaSpectrum {
  readonly title: string;
  readonly offset: number;
  readonly xPerChannel: number;
  readonly values: ArrayLike<number>;
  /** Further header lines, keyword (with unit suffix) to value: `{'BEAMKV   -kV': 300}`. */
  readonly headers?: Readonly<Record<string, string | number>>;
}

/**
 * Writes an EMSA/MAS file (DATATYPE Y, eV, CRLF) with every digit of the values.
 * ": " inside a value becomes " - ", because HyperSpy drops a header line that has two of them.
 */
export function writeMsa(spectrum: MsaSpectrum): Uint8Array {
  const { title, offset, xPerChannel, values, headers = {} } = spectrum;
  const { DATE = '', TIME = '', OWNER = '', YUNITS = 'Counts', ...others } = headers;
  const lines: [string, string | number][] = [
    ['FORMAT', 'EMSA/MAS Spectral Data File'],
    ['VERSION', '1.0'],
    ['TITLE', title],
    ['DATE', DATE],
    ['TIME', TIME],
    ['OWNER', OWNER],
    ['NPOINTS', values.length],
    ['NCOLUMNS', 1],
    ['XUNITS', 'eV'],
    ['YUNITS', YUNITS],
    ['DATATYPE', 'Y'],
    ['XPERCHAN', xPerChannel],
    ['OFFSET', offset],
    ['SIGNALTYPE', 'ELS'],
    ...Object.entries(others),
    ['SPECTRUM', 'Spectral Data Starts Here'],
  ];
  const head = lines.map(([keyword, value]) => `#${keyword.padEnd(12)}: ${clean(value)}`);
  const body = Array.from(values, (value) => String(value));
  return utf8Bytes([...head, ...body, `#${'ENDOFDATA'.padEnd(12)}: `, ''].join('\r\n'));
}

const clean = (value: string | number): string =>
  String(value)
    .replace(/[\r\n]+/g, ' ')
    .replaceAll(': ', ' - ');
