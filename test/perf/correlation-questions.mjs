/** The part of `npm run bench:catalogue` about correlations: rows from PostgreSQL, statistics in a thread, as the service has them. */
import path from 'node:path';

/** @param tools  `load` of the build, and `say`, `timed` of the bench; `isAsked`: 100,000 rows × 10 columns are asked to take ≤ 1 s */
export async function askCorrelations(catalogue, columns, { load, say, timed, isAsked }) {
  const { AskCatalogue } = await load('src/workflows/catalogue/statistics/ask-catalogue.js');
  const { StatisticsThreads } = await load('src/jobs/statistics-threads.js');
  const dist = process.env.KAIMEN_DIST ?? path.resolve(import.meta.dirname, '../../dist');
  const filename = path.join(dist, 'src/app/workers/statistics-thread.js');
  const threads = new StatisticsThreads({ filename, threads: 1, log: console.error });
  const asking = new AskCatalogue(catalogue, threads);
  say(
    `All ${(columns.length * (columns.length - 1)) / 2} correlations of ten columns (asked of 100,000: ≤ 1 s)`,
  );
  try {
    for (const method of ['pearson', 'spearman', 'kendall'])
      for (const groupBy of [[], ['material']]) {
        const question = { filter: {}, groupBy, x: columns, y: null, control: [], method };
        const ask = () =>
          asking.correlations('lab', { ...question, adjust: 'bh', level: 0.95, bootstrap: null });
        await ask();
        const ms = await timed(3, ask);
        const name = `${method}, ${groupBy.length === 0 ? 'pooled' : 'by material'}`;
        say(`  ${name}: ${ms.toFixed(0)} ms`, isAsked ? ms <= 1000 : undefined);
      }
  } finally {
    await threads.close();
  }
}
