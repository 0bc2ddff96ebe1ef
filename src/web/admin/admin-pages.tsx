import '../styles/catalogue.css';
import '../styles/admin.css';
import { useEffect, type ComponentType } from 'react';
import { Link } from '../app/link.js';
import { useResource } from '../app/use-resource.js';
import { AuditTab } from './audit-tab.js';
import { InstrumentsTab } from './instruments-tab.js';
import { JobsTab } from './jobs-tab.js';
import { KeysTab } from './keys-tab.js';
import { RulesTab } from './rules-tab.js';
import { StorageTab } from './storage-tab.js';
import type { Scope, Session, TabProps } from './types.js';
import { WebhooksTab } from './webhooks-tab.js';

interface Tab {
  readonly path: string;
  readonly name: string;
  /** Any of these shows it. */
  readonly needs: readonly Scope[];
  readonly Shown: ComponentType<TabProps>;
}

const TABS: readonly Tab[] = [
  { path: 'instruments', name: 'Instruments', needs: ['datasets:read', 'admin'], Shown: InstrumentsTab },
  { path: 'keys', name: 'Keys', needs: ['admin'], Shown: KeysTab },
  { path: 'rules', name: 'Rules', needs: ['analyses:read'], Shown: RulesTab },
  { path: 'webhooks', name: 'Webhooks', needs: ['analyses:write'], Shown: WebhooksTab },
  {
    path: 'jobs',
    name: 'Jobs',
    needs: ['datasets:read', 'analyses:read', 'searches:read', 'catalogue:read'],
    Shown: JobsTab,
  },
  { path: 'storage', name: 'Storage', needs: ['admin'], Shown: StorageTab },
  { path: 'audit', name: 'Audit log', needs: ['admin'], Shown: AuditTab },
];

/** All that is under /admin; a tab that the session may not see is not there. */
export function AdminPages({ path: [chosen] }: { readonly path: readonly string[] }) {
  const session = useResource<Session>('/session');
  const scopes = session.data?.scopes ?? [];
  const can = (scope: Scope): boolean => scopes.includes(scope);
  const tabs = TABS.filter(({ needs }) => needs.some(can));
  const tab = tabs.find(({ path }) => path === (chosen ?? tabs[0]?.path));
  useEffect(() => {
    document.title = `${tab?.name ?? 'Admin'} – Kaimen`;
  }, [tab]);
  if (session.data === null) return <p className="note">Loading…</p>;
  return (
    <>
      <div className="bar">
        <h1>Admin</h1>
        <nav className="bar admin-tabs" aria-label="Parts of the administration">
          {tabs.map(({ path, name }) => (
            <Link key={path} to={`/admin/${path}`} className={path === tab?.path ? 'current' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
      </div>
      {tab === undefined ? <Closed /> : <tab.Shown key={tab.path} can={can} />}
    </>
  );
}

function Closed() {
  return (
    <p className="empty">
      There is nothing here that this session may see. Who runs the service can sign in with the link that{' '}
      <code>kaimen serve</code> prints.
    </p>
  );
}
