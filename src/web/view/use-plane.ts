import { useEffect, useState } from 'react';

/** The values of a map of all pixels, [nPixels], NaN where there are none. */
export type FetchPlane = (id: string) => Promise<Float32Array>;

interface Plane {
  readonly values: Float32Array | null;
  readonly failure: string | null;
}

const NOTHING: Plane = { values: null, failure: null };

/** Of maps that were shown before, so many planes are kept: 4 MB each for a million pixels. */
const KEPT = 8;
const kept = new Map<FetchPlane, Map<string, Promise<Float32Array>>>();

function planeOf(fetchPlane: FetchPlane, id: string): Promise<Float32Array> {
  // One result at a time: another one's planes are let go.
  if (!kept.has(fetchPlane)) kept.clear();
  const planes = kept.get(fetchPlane) ?? new Map<string, Promise<Float32Array>>();
  kept.set(fetchPlane, planes);
  const plane = planes.get(id) ?? fetchPlane(id);
  planes.delete(id);
  planes.set(id, plane);
  if (planes.size > KEPT) planes.delete(planes.keys().next().value!);
  plane.catch(() => planes.delete(id)); // asked for again the next time
  return plane;
}

/** The values of a plane as soon as they are here; null for none wanted. */
export function usePlane(fetchPlane: FetchPlane, id: string | null): Plane {
  const [answer, setAnswer] = useState<{ readonly id: string; readonly plane: Plane } | null>(null);
  useEffect(() => {
    if (id === null) return;
    let isWanted = true;
    const tell = (plane: Plane): void => {
      if (isWanted) setAnswer({ id, plane });
    };
    planeOf(fetchPlane, id).then(
      (values) => tell({ values, failure: null }),
      (error: unknown) =>
        tell({ values: null, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [fetchPlane, id]);
  return answer !== null && answer.id === id ? answer.plane : NOTHING;
}
