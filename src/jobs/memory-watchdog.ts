import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread that ends its process when memory passes the limit it was last told, or when the parent is gone: nobody
 * else would end a reader that hangs. SIGUSR2, which nothing listens to, tells the parent that memory was the reason.
 */
const LOOK_MS = 20;
const parentPid = workerData as number;
let limitBytes = Infinity;

parentPort!.on('message', (limit: number) => (limitBytes = limit));
setInterval(() => {
  if (process.memoryUsage.rss() > limitBytes || process.ppid !== parentPid)
    process.kill(process.pid, 'SIGKILL');
}, LOOK_MS);
