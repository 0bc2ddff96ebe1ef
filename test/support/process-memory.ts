import { readdir, readFile } from 'node:fs/promises';

export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  readonly rssBytes: number;
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** A process and all that it has started, from /proc; none where the system has no such folder. */
export async function memoryOfTree(pid: number): Promise<readonly ProcessMemory[]> {
  const status = await read(`/proc/${pid}/status`);
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined) return [];
  const command = (await read(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ').trim();
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)));
  const pids = children.join(' ').split(/\s+/).filter(Boolean).map(Number);
  const below = await Promise.all(pids.map(memoryOfTree));
  return [{ pid, command, rssBytes: Number(kilobytes) * 1024 }, ...below.flat()];
}
