#!/usr/bin/env node
import { onSuitableNode } from './cli/suitable-node.js';

await onSuitableNode(async () => {
  const { availableParallelism } = await import('node:os');
  const { processIo } = await import('./cli/io.js');
  const { packageInfo } = await import('./cli/package-root.js');
  const { runCli } = await import('./cli/program.js');
  // What a command does not need is not loaded: `inspect` starts without Nest, the database driver and the queue.
  process.exitCode = await runCli(process.argv.slice(2), {
    io: processIo(),
    pkg: packageInfo(),
    launchers: {
      serve: async () => (await import('./app/serve.js')).serve(),
      worker: async () => (await import('./app/worker.js')).runWorker(),
      writeOpenApi: async (path) => (await import('./app/openapi.js')).writeOpenApi(path),
      maintenance: {
        backup: async (...args) => (await import('./app/maintenance/maintenance.js')).backup(...args),
        restore: async (...args) => (await import('./app/maintenance/maintenance.js')).restore(...args),
        verify: async (...args) => (await import('./app/maintenance/maintenance.js')).verify(...args),
      },
      dataDir: async () =>
        (await import('./app/config.js')).readConfig(process.env, process.platform, availableParallelism())
          .dataDir,
    },
  });
});
