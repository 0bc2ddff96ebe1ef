import type { BoundaryDraft } from '../../science/catalogue/catalogue-records.js';
import { readExtxyz } from '../../science/crystal/exchange/extxyz.js';
import type { AtomicStructure } from '../../science/crystal/structure.js';
import { utf8Bytes } from '../../science/formats/text-bytes.js';
import { describeStructure } from '../../science/structure-descriptors/describe-structure.js';
import { findBoundaryPlane } from '../../science/structure-descriptors/find-boundary-plane.js';
import { ScienceError } from '../../science/units/science-error.js';
import { putBytes } from '../blob-bytes.js';
import type { BlobStore } from '../ports/blob-store.js';
import type { PreparedDraft } from '../ports/catalogue.js';
import { optimadeFields, optimadeSites } from './optimade-fields.js';

/** What the blob beside a structure holds. */
export type StoredDescription =
  | {
      readonly schema: 'kaimen.structure-description/1';
      readonly place: { readonly axis: number; readonly heightsAngstrom: readonly number[] };
      /** By name of the per-atom numbers, [nAtoms]; null: unknown. */
      readonly perAtom: Readonly<Record<string, readonly (number | null)[]>>;
      /** Across the boundary, Å⁻³. */
      readonly density: {
        readonly startAngstrom: number;
        readonly stepAngstrom: number;
        readonly sigmaAngstrom: number;
        readonly total: readonly (number | null)[];
      };
      /** Neighbours of the zone's atoms, Å⁻¹. */
      readonly radial: {
        readonly startAngstrom: number;
        readonly stepAngstrom: number;
        readonly sigmaAngstrom: number;
        readonly values: readonly (number | null)[];
      };
    }
  | { readonly schema: 'kaimen.structure-problem/1'; readonly code: string; readonly message: string };

/**
 * Keeps a draft's structure and describes it (a tenth of a second a thousand atoms); needs no catalogue, so a thread may do it.
 * A structure that cannot be described (no boundary found in it, atoms that coincide) is kept, without descriptors; its blob
 * says why.
 *
 * @throws CrystalError  text that is no extxyz
 */
export async function prepareDraft(blobs: BlobStore, draft: BoundaryDraft): Promise<PreparedDraft> {
  if (draft.structure === null) {
    return { draft, structureBlob: null, descriptors: {}, descriptorBlob: null, optimade: null };
  }
  const put = (text: string): Promise<string> => putBytes(blobs, utf8Bytes(text));
  const { structure } = readExtxyz(draft.structure.extxyz)[0];
  const { descriptors, stored } = describe(structure);
  return {
    draft,
    structureBlob: await put(draft.structure.extxyz),
    descriptors,
    descriptorBlob: await put(JSON.stringify(stored)),
    optimade: { ...optimadeFields(structure), sitesBlob: await put(optimadeSites(structure)) },
  };
}

function describe(structure: AtomicStructure): {
  readonly descriptors: PreparedDraft['descriptors'];
  readonly stored: StoredDescription;
} {
  try {
    const { place } = findBoundaryPlane(structure);
    const { perAtom, zone, profiles, radial } = describeStructure(structure, { place });
    const { startAngstrom, stepAngstrom, sigmaAngstrom, total } = profiles.density;
    const stored: StoredDescription = {
      schema: 'kaimen.structure-description/1',
      place: { axis: place.axis, heightsAngstrom: [...place.heightsAngstrom] },
      perAtom: Object.fromEntries(
        Object.entries(perAtom as unknown as Record<string, ArrayLike<number>>).map(([name, values]) => [
          name,
          listed(values),
        ]),
      ),
      density: { startAngstrom, stepAngstrom, sigmaAngstrom, total: listed(total) },
      radial: { ...radial, values: listed(radial.values) },
    };
    return { descriptors: zone, stored };
  } catch (error) {
    if (!(error instanceof ScienceError)) throw error;
    const { message } = error;
    const stored = { schema: 'kaimen.structure-problem/1', code: String(error.code), message } as const;
    return { descriptors: {}, stored };
  }
}

const listed = (values: ArrayLike<number>): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));
