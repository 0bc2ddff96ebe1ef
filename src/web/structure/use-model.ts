import { useEffect, useState } from 'react';
import { useView } from '../view/context.js';
import type { OpenedModel } from '../view/model-library.js';

export type ModelState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'open'; readonly model: OpenedModel };

/** The model behind a reading, when there is a service to ask. */
export function useModel(modelId: string): ModelState {
  const models = useView().actions?.models ?? null;
  const [state, setState] = useState<ModelState>({ kind: models === null ? 'none' : 'loading' });
  useEffect(() => {
    if (models === null) return;
    let isWanted = true;
    models.open(modelId).then(
      (model) => isWanted && setState({ kind: 'open', model }),
      (error: unknown) =>
        isWanted &&
        setState({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [models, modelId]);
  return state;
}
