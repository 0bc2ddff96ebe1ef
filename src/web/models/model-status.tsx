import type { ModelSummary } from './model-types.js';

const TEXTS: Readonly<Record<ModelSummary['status'], string>> = {
  released: 'Released',
  preview: 'Preview: trained on few data yet',
  benchmark: 'Benchmark: shows the method, for no measurement',
};

export function StatusChip({ status }: { readonly status: ModelSummary['status'] }) {
  return <span className={status === 'released' ? 'chip' : 'chip warning'}>{TEXTS[status]}</span>;
}
