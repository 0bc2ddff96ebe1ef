import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LocalNetworks as LocalNetworksClass } from '../../src/engines/networks/local-networks.js';
import { createRng } from '../../src/science/numerics/rng.js';
import { validateManifest } from '../../src/science/descriptors/validate-manifest.js';

/** The threads' module is JavaScript: it is there after a build only. */
const BUILT = new URL('../../dist/src/engines/networks/local-networks.js', import.meta.url);

const golden = (name: string): Buffer =>
  readFileSync(new URL(`../golden/models/mn-l23-golden/1.0.0/${name}`, import.meta.url));

it.skipIf(!existsSync(BUILT))(
  'worker threads give the bytes that one thread gives, 65,536 spectra within 10 s (skipped: not built)',
  async () => {
    const { LocalNetworks } = (await import(BUILT.href)) as { LocalNetworks: typeof LocalNetworksClass };
    const manifest = validateManifest(JSON.parse(golden('manifest.json').toString()));
    const n = 65_536;
    const rng = createRng(1);
    const rows = Float32Array.from({ length: n * manifest.input.grid.nChannels }, () => rng.uniform());
    const sessions = await Promise.all(
      [1, 2].map((threads) => new LocalNetworks({ threads }).open(manifest, golden('model.onnx'))),
    );
    const alone = await sessions[0].run(rows, n);
    const began = performance.now();
    const together = await sessions[1].run(rows, n);
    // A formula of three members takes 0.3 s, starting two threads about as long.
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const name of ['fractions', 'ratio']) {
      expect(Buffer.compare(Buffer.from(alone[name].buffer), Buffer.from(together[name].buffer))).toBe(0);
    }
    await Promise.all(sessions.map((session) => session.close()));
  },
  60_000,
);
