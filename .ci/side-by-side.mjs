/**
 * node .ci/side-by-side.mjs COMMAND…: runs commands at the same time, shows what each said when it has ended, and ends
 * with 1 when one of them failed; all run to their end.
 */
import { spawn } from 'node:child_process';

async function run(command) {
  const began = performance.now();
  const said = [];
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((done) => child.on('close', done));
  process.stdout.write(Buffer.concat(said));
  console.log(
    `--- ${code === 0 ? 'ok' : 'FAILED'}: ${command} (${((performance.now() - began) / 1e3).toFixed(0)} s)`,
  );
  return code === 0;
}

const ended = await Promise.all(process.argv.slice(2).map(run));
if (!ended.every(Boolean)) process.exitCode = 1;
