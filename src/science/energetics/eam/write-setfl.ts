import type { EamTables } from './tables.js';

/**
 * The potential as a setfl file: eam/alloy where every density is the same at all elements, else eam/fs; 17 digits, so that
 * reading gives the same numbers back.
 *
 * Checked: read again; LAMMPS reads it and gives our energies (test/peers/lammps.spec.ts).
 */
export function writeSetfl(tables: EamTables): string {
  const { elements, nRho, rhoStep, nR, rStepAngstrom, cutoffAngstrom } = tables;
  const n = elements.length;
  const isAlloy = tables.density.every((density, k) => density === tables.density[k - (k % n)]);
  const lines = [
    `UNITS: metal CITATION: ${tables.citation ?? 'unknown'}`.replace(/\s+/g, ' '),
    tables.name.replace(/\s+/g, ' '),
    isAlloy ? 'pair_style eam/alloy' : 'pair_style eam/fs',
    `${n} ${elements.map(({ symbol }) => symbol).join(' ')}`,
    [nRho, rhoStep, nR, rStepAngstrom, cutoffAngstrom].join(' '),
  ];
  elements.forEach(({ atomicNumber, massAmu, latticeAngstrom, lattice }, a) => {
    lines.push(`${atomicNumber} ${massAmu} ${latticeAngstrom} ${lattice}`);
    lines.push(rows(tables.embedding[a]));
    for (let at = 0; at < (isAlloy ? 1 : n); at++) lines.push(rows(tables.density[a * n + at]));
  });
  for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) lines.push(rows(tables.pairTimesR[a * n + b]));
  return `${lines.join('\n')}\n`;
}

function rows(values: Float64Array): string {
  const out: string[] = [];
  for (let k = 0; k < values.length; k += 5) out.push([...values.subarray(k, k + 5)].join(' '));
  return out.join('\n');
}
