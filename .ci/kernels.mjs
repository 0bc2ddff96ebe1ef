/**
 * `npm run kernels`: compiles the AssemblyScript of src/science/numerics/assembly into src/science/numerics/kernel-bytes.ts.
 * With --check it only says whether the committed bytes are what the source compiles to (`npm run kernels:drift`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const SOURCE = 'src/science/numerics/assembly/kernels.ts';
const TARGET = 'src/science/numerics/kernel-bytes.ts';
const FLAGS = '--runtime stub --enable simd --noAssert --use abort= -O3 --converge --initialMemory 1'.split(
  ' ',
);

async function compile() {
  let bytes = null;
  const { error, stderr } = await asc.main([SOURCE, '--outFile', 'kernels.wasm', ...FLAGS], {
    writeFile: (_name, contents) => {
      bytes = contents;
    },
  });
  if (error !== null || bytes === null) throw new Error(`${SOURCE} does not compile:\n${stderr.toString()}`);
  return bytes;
}

const bytes = await compile();
const text = `/** Written by \`npm run kernels\` from assembly/kernels.ts; never edited by hand. ${bytes.length} bytes of WebAssembly. */
export const KERNEL_HEX =
  '${Buffer.from(bytes).toString('hex')}';
`;
if (process.argv.includes('--check')) {
  if (readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${TARGET} is not what ${SOURCE} compiles to: run npm run kernels and commit it.`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(TARGET, text);
  console.log(`${TARGET}: ${bytes.length} bytes`);
}
