import { createHash } from 'node:crypto';
import type { FactoryProvider } from '@nestjs/common';
import { Clock, Ids } from '../../workflows/ports/clock.js';
import { ReferenceRepository } from '../../workflows/ports/references.js';
import { ReadResults } from '../../workflows/read-results.js';
import { ReadSpectra } from '../../workflows/read-spectra.js';
import { FindSimilar } from '../../workflows/references/find-similar.js';
import { ManageReferences } from '../../workflows/references/manage-references.js';
import { SelectSpectrum } from '../../workflows/references/select-spectrum.js';

const sha256 = async (bytes: Uint8Array): Promise<string> => createHash('sha256').update(bytes).digest('hex');

/** The workflows of references, made from the ports. */
export const REFERENCE_PROVIDERS: FactoryProvider[] = [
  {
    provide: SelectSpectrum,
    inject: [ReadResults, ReadSpectra],
    useFactory: (results: ReadResults, spectra: ReadSpectra) => new SelectSpectrum(results, spectra),
  },
  {
    provide: ManageReferences,
    inject: [ReferenceRepository, SelectSpectrum, Clock, Ids],
    useFactory: (references: ReferenceRepository, select: SelectSpectrum, clock: Clock, ids: Ids) =>
      new ManageReferences({ references, select, clock, ids, sha256 }),
  },
  {
    provide: FindSimilar,
    inject: [ReferenceRepository, SelectSpectrum],
    useFactory: (references: ReferenceRepository, select: SelectSpectrum) =>
      new FindSimilar(references, select),
  },
];
