import { RuleX } from '../plot/layers.js';
import { useView } from './context.js';
import { useField } from './view-store.js';

/** The cursor in a plot over energy; alone, so that a moving pointer does not redraw the plot round it. */
export function EnergyCursor() {
  const energyEv = useField(useView().store, 'energyEv');
  return energyEv === null ? null : <RuleX at={energyEv} color="var(--cursor)" live width={1.5} />;
}
