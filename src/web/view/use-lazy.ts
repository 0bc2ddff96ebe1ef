import { type ComponentType, useEffect, useState } from 'react';

export interface LazyPart<P> {
  /** null until its code has come. */
  readonly part: { readonly Shown: ComponentType<P> } | null;
  /** Why it did not come. */
  readonly failure: string | null;
}

/** A part whose code comes when it is first shown, so that the first load stays small; in a report it is inside the file. */
export function useLazy<P>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  const [state, setState] = useState<LazyPart<P>>({ part: null, failure: null });
  useEffect(() => {
    let isWanted = true;
    load().then(
      (Shown) => isWanted && setState({ part: { Shown }, failure: null }),
      (error: unknown) =>
        isWanted && setState({ part: null, failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  return state;
}
