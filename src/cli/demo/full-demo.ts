import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, authorization, dataOf, type KaimenClient, problemIn } from '../../api-client/client.js';
import { steadyFetch } from '../../api-client/steady-fetch.js';
import type { components } from '../../api-client/schema.js';
import { followJob } from '../../api-client/follow-job.js';
import { scatterSvg } from '../../workflows/demo/scatter-svg.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { ProgressBar } from '../progress-bar.js';
import { textTable } from '../text-table.js';
import type { Interpreted } from './interpret-through-service.js';

/** [001] symmetric tilt boundaries of copper: Σ and plane. Small cells, so that some seconds do for all of them. */
const BOUNDARIES: readonly (readonly [number, readonly [number, number, number]])[] = [
  [5, [2, 1, 0]],
  [5, [3, 1, 0]],
  [13, [3, 2, 0]],
  [13, [5, 1, 0]],
  [17, [4, 1, 0]],
  [17, [5, 3, 0]],
  [25, [4, 3, 0]],
  [25, [7, 1, 0]],
  [29, [5, 2, 0]],
  [29, [7, 3, 0]],
];
const COPPER = { structure: 'fcc', elements: ['Cu'], latticeAngstrom: [3.615] };
const BUDGET = 8;
const ENERGY = 'gb_energy_J_m2';
const VOLUME = 'excess_volume_angstrom';

type CatalogueItem = components['schemas']['CatalogueBoundarySummaryDto'];

interface OptimadeAnswer {
  readonly data: readonly { readonly id: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

export interface FullDemo {
  readonly client: KaimenClient;
  readonly io: CliIo;
  readonly out: string;
  readonly interpreted: Interpreted;
}

/** What `kaimen demo --full` does beyond the scan: searches, the catalogue, a link, a correlation, an OPTIMADE query. */
export async function fullDemo(run: FullDemo): Promise<void> {
  const { io } = run;
  io.out('');
  await searchBoundaries(run);
  const query = { chemsys: 'Cu', sort: ENERGY, limit: 100 };
  const { items } = await dataOf(run.client.api.GET('/api/v1/catalogue/boundaries', { params: { query } }));
  io.out(`The catalogue holds ${items.length} boundaries of copper, lowest energy first:`);
  textTable([
    ['boundary', 'energy (J/m²)', 'excess volume (Å)'],
    ...items.map(({ label, numbers }) => [label, told(numbers[ENERGY]), told(numbers[VOLUME])]),
  ]).forEach((line) => io.out(`  ${line}`));
  await link(run, items[0]);
  await correlate(run, items);
  await askOptimade(run, items[0]);
}

const told = (value: number | undefined): string => (value === undefined ? 'unknown' : value.toFixed(4));

async function searchBoundaries({ client, io }: FullDemo): Promise<void> {
  const bar = new ProgressBar(io, 'boundary searches');
  try {
    for (const [i, [sigma, plane]] of BOUNDARIES.entries()) {
      const { job } = await ask<{ job: { id: string } }>(client, '/api/v1/searches', {
        boundary: { crystal: COPPER, axis: [0, 0, 1], sigma, plane },
        candidates: { translationStepAngstrom: 0.6 },
        engine: { name: 'eam', potential: 'mishin-cu-2001' },
        budget: BUDGET,
        seed: 1,
      });
      const name = `Σ${sigma}(${plane.join('')})`;
      const ended = await followJob(client, job.id, {
        onEvent: ({ progress }) => bar.update((i + progress) / BOUNDARIES.length, name),
      });
      if (ended.state !== 'succeeded')
        throw new CliError(
          EXIT.failed,
          ended.problem?.code ?? ended.state,
          `The search of ${name} ${ended.state}.`,
        );
    }
  } finally {
    bar.end();
  }
  io.out(`Searched ${BOUNDARIES.length} boundaries of copper, ${BUDGET} candidates each (Mishin 2001).`);
}

/** The demo's scan is made up and holds no copper: the assignment shows how it is done, and says so. */
async function link({ client, io, interpreted }: FullDemo, boundary: CatalogueItem): Promise<void> {
  const { result, analysisId } = interpreted;
  const at = result.changePoints.at(0)?.pixel ?? result.scan.nPixels / 2;
  const from = Math.max(0, Math.floor(at) - 2);
  const to = Math.min(result.scan.nPixels, from + 5);
  await dataOf(
    client.api.POST('/api/v1/catalogue/boundaries/{id}/evidence', {
      params: { path: { id: boundary.id } },
      body: {
        kind: 'scan-region',
        analysisId,
        fromPixel: from,
        toPixel: to,
        changePointPixel: Math.min(to, Math.max(from, at)),
        note: 'assigned by the demo: its scan is made up and holds no copper',
      },
    }),
  );
  io.out(`Linked pixels ${from} to ${to - 1} of the scan (change at ${at.toFixed(1)}) to ${boundary.label}.`);
}

async function correlate({ client, io, out }: FullDemo, items: readonly CatalogueItem[]): Promise<void> {
  const asked = { chemsys: 'Cu', x: VOLUME, y: ENERGY };
  const { pairs, permalink } = await dataOf(
    client.api.GET('/api/v1/catalogue/correlations', {
      params: { query: { ...asked, statistic: 'pearson', seed: 1 } },
    }),
  );
  const { n, estimate, p, interval } = pairs[0].pooled;
  const range = interval === null ? '' : ` [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`;
  io.out(
    `Energy and excess volume: Pearson r = ${estimate?.toFixed(3) ?? 'unknown'}${range}, n = ${n}, p = ${p?.toPrecision(2) ?? 'unknown'}.`,
  );
  io.out(`  ${client.baseUrl}${permalink}`);
  const points = items.flatMap(({ label, numbers }) =>
    numbers[VOLUME] === undefined || numbers[ENERGY] === undefined
      ? []
      : [{ x: numbers[VOLUME], y: numbers[ENERGY], label }],
  );
  const axes = { x: 'Excess volume (Å)', y: 'Boundary energy (J/m²)' };
  await writeFile(join(out, 'correlation.svg'), scatterSvg(points, axes));
  const figure = await dataOf(
    client.api.GET('/api/v1/catalogue/figures/scatter', { params: { query: asked } }),
  );
  await writeFile(join(out, 'correlation.vl.json'), `${JSON.stringify(figure, null, 2)}\n`);
  io.out(`  drawn: ${join(out, 'correlation.svg')} (Vega-Lite beside it)`);
}

async function askOptimade({ client, io }: FullDemo, boundary: CatalogueItem): Promise<void> {
  const filter = `elements HAS ALL "Cu" AND nelements=1 AND _kaimen_sigma=${boundary.numbers.sigma}`;
  const path = `/optimade/v1/structures?filter=${encodeURIComponent(filter)}&page_limit=50`;
  const { data } = await ask<OptimadeAnswer>(client, path);
  io.out(`OPTIMADE: ${filter}`);
  io.out(
    `  finds ${data.length} structures, the first ${data.at(0)?.id ?? 'none'}: ${client.baseUrl}${path}`,
  );
  if (data.length === 0)
    throw new CliError(
      EXIT.failed,
      'not-found',
      'OPTIMADE did not find the boundary that the catalogue holds.',
    );
}

async function ask<T>(client: KaimenClient, path: string, body?: object): Promise<T> {
  const response = await steadyFetch(client.baseUrl + path, {
    headers: {
      ...authorization(client),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new ApiError(await problemIn(response));
  return (await response.json()) as T;
}
