import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'dataset'; readonly id: string }
  | { readonly page: 'unknown' };

const CHANGED = 'kaimen:navigated';

export function routeOf(path: string): Route {
  if (path === '/' || path === '/datasets') return { page: 'home' };
  const match = /^\/datasets\/([^/]+)\/?$/.exec(path);
  return match === null ? { page: 'unknown' } : { page: 'dataset', id: decodeURIComponent(match[1]) };
}

export function navigate(path: string): void {
  history.pushState(null, '', path);
  window.dispatchEvent(new Event(CHANGED));
  window.scrollTo(0, 0);
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
