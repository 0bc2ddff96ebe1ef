import { onSuitableNode } from './cli/suitable-node.js';

/** `--check` is the health check of a container: does the worker of this host still sign on? */
await onSuitableNode(async () => {
  const { isWorkerAlive, runWorker } = await import('./app/worker.js');
  if (process.argv.includes('--check')) process.exitCode = (await isWorkerAlive()) ? 0 : 1;
  else await runWorker();
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
