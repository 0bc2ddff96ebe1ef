import { useEffect, useState, useSyncExternalStore } from 'react';
import { postJson } from './api.js';
import { ReferencesPage } from '../references/references-page.js';
import { BoundaryList } from '../search/boundary-list.js';
import { SearchList } from '../search/search-list.js';
import { SearchPage } from '../search/search-page.js';
import { DatasetList } from './dataset-list.js';
import { DatasetPage } from './dataset-page.js';
import { DropZone, UploadProblems } from './drop-zone.js';
import { lazyPage } from './lazy-page.js';
import { Link } from './link.js';
import { ProblemCard } from './problem-card.js';
import { navigate, routeOf, useLocation } from './router.js';
import { SignIn } from './sign-in.js';
import { UploadQueue } from './upload-queue.js';
import { useResource } from './use-resource.js';

const RecipePages = lazyPage(async () => (await import('../recipes/recipe-pages.js')).RecipePages);
const BatchPages = lazyPage(async () => (await import('../batches/batch-pages.js')).BatchPages);
const CataloguePages = lazyPage(async () => (await import('../catalogue/catalogue-pages.js')).CataloguePages);
const AdminPages = lazyPage(async () => (await import('../admin/admin-pages.js')).AdminPages);
const ModelPages = lazyPage(async () => (await import('../models/model-pages.js')).ModelPages);

const ACTIVE = new Set(['waiting', 'sending', 'reading', 'ready']);

function Top() {
  const signOut = (): void => {
    void postJson('/session/sign-out').finally(() => location.assign('/'));
  };
  return (
    <header className="top">
      <Link to="/" className="brand">
        <img src="/favicon.svg" alt="" width="22" height="22" /> Kaimen
      </Link>
      <nav>
        <Link to="/">Scans</Link>
        <Link to="/recipes">Recipes</Link>
        <Link to="/batches">Batches</Link>
        <Link to="/searches">Searches</Link>
        <Link to="/boundaries">Boundaries</Link>
        <Link to="/catalogue">Catalogue</Link>
        <Link to="/references">References</Link>
        <Link to="/models">Models</Link>
        <Link to="/admin">Admin</Link>
        <a href="/api/docs">API</a>
        <button type="button" className="quiet" onClick={signOut}>
          Sign out
        </button>
      </nav>
    </header>
  );
}

function Home({ queue }: { readonly queue: UploadQueue }) {
  const items = useSyncExternalStore(queue.subscribe, queue.get);
  useEffect(() => {
    document.title = 'Kaimen';
  }, []);
  return (
    <>
      <DropZone queue={queue} />
      <DatasetList
        active={items.some((item) => ACTIVE.has(item.state))}
        onDemo={() => void queue.addDemo()}
      />
    </>
  );
}

function Pages({ queue }: { readonly queue: UploadQueue }) {
  const address = useLocation();
  const route = routeOf(address.split('?')[0]);
  if (route.page === 'home') return <Home queue={queue} />;
  if (route.page === 'dataset') {
    return (
      <>
        <UploadProblems queue={queue} />
        <DatasetPage key={route.id} id={route.id} />
      </>
    );
  }
  if (route.page === 'searches') return <SearchList />;
  if (route.page === 'search') return <SearchPage key={route.id} id={route.id} />;
  if (route.page === 'boundaries') return <BoundaryList />;
  if (route.page === 'references') return <ReferencesPage />;
  if (route.page === 'recipes') return <RecipePages path={route.path} />;
  if (route.page === 'batches') return <BatchPages path={route.path} />;
  if (route.page === 'catalogue') return <CataloguePages path={route.path} />;
  if (route.page === 'admin') return <AdminPages path={route.path} />;
  if (route.page === 'models') return <ModelPages path={route.path} />;
  return (
    <p className="empty">
      There is nothing at this address. <Link to="/">All datasets</Link>
    </p>
  );
}

/**
 * The one analysis that an upload began is what the user waits for: go there, unless they have gone elsewhere or
 * another file needs their look.
 */
function makeQueue(): UploadQueue {
  const queue = new UploadQueue();
  queue.onAnalysis = (analysis, alone) => {
    if (location.pathname === '/' && alone && !queue.needsLook())
      navigate(`/datasets/${analysis.coreLoss.datasetId}`);
  };
  return queue;
}

/** Leaving in the middle of a file would lose it; jobs of the service go on without this page. */
function useLeaveGuard(queue: UploadQueue): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent): void => {
      if (queue.get().some((item) => item.state === 'sending' || item.state === 'waiting'))
        event.preventDefault();
    };
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [queue]);
}

export function App() {
  const session = useResource<{ ownerId: string }>('/session');
  const [queue] = useState(makeQueue);
  useLeaveGuard(queue);
  if (session.problem?.status === 401) return <SignIn />;
  if (session.problem !== null) {
    return (
      <main className="page narrow">
        <ProblemCard problem={session.problem}>
          <button type="button" className="quiet" onClick={session.reload}>
            Try again
          </button>
        </ProblemCard>
      </main>
    );
  }
  if (session.data === null) return null;
  return (
    <>
      <Top />
      <main className="page">
        <Pages queue={queue} />
      </main>
    </>
  );
}
