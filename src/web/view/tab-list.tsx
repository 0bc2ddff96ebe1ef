import { type KeyboardEvent, useRef } from 'react';
import { ClustersTab } from './tabs/clusters-tab.js';
import { ComponentsTab } from './tabs/components-tab.js';
import { DescriptorsTab } from './tabs/descriptors-tab.js';
import { EdgesTab } from './tabs/edges-tab.js';
import { ProvenanceTab } from './tabs/provenance-tab.js';
import { SimilarTab } from './tabs/similar-tab.js';
import { ReferencesTab } from './tabs/references-tab.js';
import { useView } from './context.js';
import { useLazy } from './use-lazy.js';
import { TABS, useField, type TabId } from './view-store.js';

const NAMES: Readonly<Record<TabId, string>> = {
  components: 'Components',
  clusters: 'Clusters',
  edges: 'Edges',
  descriptors: 'Descriptors',
  structure: 'Structure',
  similar: 'Similar',
  references: 'References',
  provenance: 'Provenance',
};

/** What networks say comes when somebody looks at it. */
function StructureTab() {
  const { part, failure } = useLazy(loadStructure);
  if (part !== null) return <part.Shown />;
  return <p className={failure === null ? 'note' : 'failure'}>{failure ?? 'Loading…'}</p>;
}

const loadStructure = async () => (await import('../structure/structure-tab.js')).StructureTab;

const BODIES: Readonly<Record<TabId, () => React.ReactNode>> = {
  components: ComponentsTab,
  clusters: ClustersTab,
  edges: EdgesTab,
  descriptors: DescriptorsTab,
  structure: StructureTab,
  similar: SimilarTab,
  references: ReferencesTab,
  provenance: ProvenanceTab,
};

/** Tabs as ARIA wants them: one tab stop, arrows move between them. */
export function Tabs() {
  const { store } = useView();
  const tab = useField(store, 'tab');
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    store.set({ tab: next });
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  const Body = BODIES[tab];
  return (
    <section className="tabs">
      <div role="tablist" aria-label="Evidence" ref={list} onKeyDown={onKeyDown}>
        {TABS.map((id) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === tab}
            aria-controls="tab-panel"
            tabIndex={id === tab ? 0 : -1}
            onClick={() => store.set({ tab: id })}
          >
            {NAMES[id]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`}>
        <Body />
      </div>
    </section>
  );
}
