import { useSyncExternalStore } from 'react';

/** Parts that know what lies below their address. */
const OWN = ['recipes', 'batches', 'models', 'catalogue', 'admin'] as const;
type PagesOfTheirOwn = (typeof OWN)[number];

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'dataset'; readonly id: string }
  | { readonly page: 'searches' }
  | { readonly page: 'search'; readonly id: string }
  | { readonly page: 'boundaries' }
  | { readonly page: 'references' }
  | { readonly page: PagesOfTheirOwn; readonly path: readonly string[] }
  | { readonly page: 'unknown' };

const CHANGED = 'kaimen:navigated';

export function routeOf(path: string): Route {
  if (path === '/' || path === '/datasets') return { page: 'home' };
  if (path === '/searches') return { page: 'searches' };
  if (path === '/boundaries') return { page: 'boundaries' };
  if (path === '/references') return { page: 'references' };
  const [, first, ...rest] = path.replace(/\/$/, '').split('/');
  const own = OWN.find((page) => page === first);
  if (own !== undefined) return { page: own, path: rest.map(decodeURIComponent) };
  const match = /^\/(dataset|search)e?s\/([^/]+)\/?$/.exec(path);
  if (match === null) return { page: 'unknown' };
  return { page: match[1] as 'dataset' | 'search', id: decodeURIComponent(match[2]) };
}

export function navigate(path: string): void {
  history.pushState(null, '', path);
  window.dispatchEvent(new Event(CHANGED));
  window.scrollTo(0, 0);
}

/** The same page asked otherwise: the address tells it, the way back does not fill with it. */
export function replaceAddress(path: string): void {
  history.replaceState(null, '', path);
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(CHANGED, listener);
  };
}

/** Path and query; the part after '#' belongs to the view. */
export const useLocation = (): string =>
  useSyncExternalStore(subscribe, () => `${location.pathname}${location.search}`);
