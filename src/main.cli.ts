#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { processIo } from './cli/io.js';
import { packageInfo } from './cli/package-root.js';
import { runCli } from './cli/program.js';

// What a command does not need is not loaded: `inspect` starts without Nest, the database driver and the queue.
process.exitCode = await runCli(process.argv.slice(2), {
  io: processIo(),
  pkg: packageInfo(),
  launchers: {
    serve: async () => (await import('./app/serve.js')).serve(),
    worker: async () => (await import('./app/worker.js')).runWorker(),
    writeOpenApi: async (path) => (await import('./app/openapi.js')).writeOpenApi(path),
    dataDir: async () =>
      (await import('./app/config.js')).readConfig(process.env, process.platform, availableParallelism())
        .dataDir,
  },
});
