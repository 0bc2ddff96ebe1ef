import { isWorkerAlive, runWorker } from './app/worker.js';

/** `--check` is the health check of a container: does the worker of this host still sign on? */
if (process.argv.includes('--check')) {
  process.exitCode = (await isWorkerAlive()) ? 0 : 1;
} else {
  await runWorker().catch(fail);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
