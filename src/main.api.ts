import { onSuitableNode } from './cli/suitable-node.js';

await onSuitableNode(async () => (await import('./app/serve.js')).serve()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
