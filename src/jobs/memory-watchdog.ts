import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread that ends its process when memory passes the limit it was last told, or when the parent is gone: nobody
 * else would end a reader that hangs. SIGUSR2, which nothing listens to, tells the parent that memory was the reason:
 * the file is not read again. Windows has no such signal; there the exit code is that of any other end.
 */
const LOOK_MS = 20;
const OUT_OF_MEMORY = process.platform === 'win32' ? 'SIGKILL' : 'SIGUSR2';
const parentPid = workerData as number;
let limitBytes = Infinity;

parentPort!.on('message', (limit: number) => (limitBytes = limit));
setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
  if (process.memoryUsage.rss() > limitBytes) process.kill(process.pid, OUT_OF_MEMORY);
}, LOOK_MS);
