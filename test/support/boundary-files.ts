import { writeExtxyz } from '../../src/science/crystal/exchange/extxyz.js';
import { prototypeCrystal } from '../../src/science/crystal/prototypes.js';
import type { AtomicStructure } from '../../src/science/crystal/structure.js';
import { buildBicrystal } from '../../src/science/grain-boundaries/bicrystal.js';
import { makeBoundary } from '../../src/science/grain-boundaries/make-boundary.js';
import { commitImport, type ImportFacts, previewImport } from '../../src/api-client/import-files.js';
import type { RunningService } from './running-service.js';

type Indices = readonly [number, number, number];

/** A symmetric tilt about [001], told as files to import. */
export interface BoundaryFile {
  readonly prototype: 'fcc' | 'rocksalt';
  readonly elements: readonly string[];
  readonly latticeAngstrom: number;
  readonly sigma: number;
  readonly plane: Indices;
  /** One structure each, J/m²: the atoms of the second are moved by 0.01 Å along x, of the third by 0.02 Å, … */
  readonly energies: readonly number[];
}

/** The structures of a file, as they are written into it. */
export function structuresOf(file: BoundaryFile): AtomicStructure[] {
  const crystal = prototypeCrystal(file.prototype, file.elements, [file.latticeAngstrom]);
  const boundary = makeBoundary({ crystal, axis: [0, 0, 1], sigma: file.sigma, plane: file.plane });
  const { structure } = buildBicrystal(boundary, { cell: 'free-surfaces', grainThicknessAngstrom: 8 });
  return file.energies.map((_, i) => ({
    ...structure,
    positions: structure.positions.map((x, k) => (k % 3 === 0 ? x + i / 100 : x)),
  }));
}

/** Imports it as a user does; the id of the boundary. */
export async function importBoundary(service: RunningService, file: BoundaryFile): Promise<string> {
  const { prototype, elements, sigma, plane, latticeAngstrom, energies } = file;
  const frames = structuresOf(file).map((structure, i) => ({
    structure,
    info: new Map([['gb_energy_J_m2', String(energies[i])]]),
  }));
  const facts: ImportFacts = {
    ...{ material: `${prototype} ${elements.join('')}`, sigma, axis: '0,0,1', plane: plane.join(',') },
    ...{ method: 'EAM', lattice: String(latticeAngstrom) },
  };
  const content = new Blob([writeExtxyz(frames)]);
  const files = [{ name: 'boundaries.extxyz', content }];
  const preview = await previewImport(service.client, { files, facts });
  if (preview.problems.length > 0) throw new Error(JSON.stringify(preview.problems));
  const { committed } = await commitImport(service.client, { id: preview.id, leaveOutProblems: false });
  return committed!.boundaryIds[0];
}

export const publish = (service: RunningService, id: string, isPublic = true): Promise<unknown> =>
  sendJson(service, `boundaries/${id}`, { isPublic }, 'PATCH');

const sendJson = <T>(service: RunningService, path: string, body: object, method = 'POST'): Promise<T> =>
  send<T>(service, path, {
    ...{ method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  });

async function send<T>(service: RunningService, path: string, init: RequestInit): Promise<T> {
  const headers = { ...(init.headers as object), authorization: `Bearer ${service.key}` };
  const answer = await fetch(`${service.url}/api/v1/catalogue/${path}`, { method: 'POST', ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
