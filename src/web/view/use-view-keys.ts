import { useEffect } from 'react';
import type { View } from './context.js';
import { mapAxes } from './scan-path.js';

/** Nearest place along the path, for a cursor that may stand off it (on a map). */
const indexOf = (view: View): number => Math.max(0, view.path.pixels.indexOf(view.store.get().pixel));

function movePosition(view: View, step: number): void {
  const { path, store } = view;
  const index = Math.max(0, Math.min(path.pixels.length - 1, indexOf(view) + step));
  store.set({ pixel: path.pixels[index], frozen: true });
}

function moveEnergy(view: View, step: number): void {
  const { axis, store } = view;
  const now = store.get().energyEv ?? axis.offsetEv;
  const channel = Math.round((now - axis.offsetEv) / axis.scaleEv) + step;
  const limited = Math.max(0, Math.min(axis.nChannels - 1, channel));
  store.set({ energyEv: axis.offsetEv + limited * axis.scaleEv, frozen: true });
}

function moveOnMap(view: View, dRow: number, dColumn: number): void {
  const { rows, columns } = mapAxes(view.result.scan.navigation);
  const { pixel } = view.store.get();
  const image = rows.size * columns.size;
  const base = Math.floor(pixel / image) * image;
  const clamp = (v: number, n: number) => Math.max(0, Math.min(n - 1, v));
  const row = clamp(Math.floor((pixel - base) / columns.size) + dRow, rows.size);
  const column = clamp((pixel % columns.size) + dColumn, columns.size);
  view.store.set({ pixel: base + row * columns.size + column, frozen: true });
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function onArrow(view: View, target: Element, [row, column]: readonly [number, number]): void {
  const plot = target.closest('[data-arrows]');
  if (target.closest('[data-figure="map"]')) moveOnMap(view, row, column);
  else if (row !== 0) movePosition(view, row);
  else if (plot?.getAttribute('data-arrows') === 'position') movePosition(view, column);
  else moveEnergy(view, column);
}

const TYPING = 'input, select, textarea, [contenteditable], [role="slider"]';

function onKey(view: View, event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest(TYPING))
    return;
  const { store } = view;
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    const factor = event.shiftKey ? 10 : 1;
    onArrow(view, target, [arrow[0] * factor, arrow[1] * factor]);
    event.preventDefault();
  } else if (event.key === 'Escape') store.set({ frozen: false, range: null, integralEv: null });
  else if (event.key === 'l') store.set({ logCounts: !store.get().logCounts });
  else if (event.key === 'L') store.set({ logMap: !store.get().logMap });
}

/** Arrows move the cursor (Shift: ten at a time), L toggles log, Esc lets go. */
export function useViewKeys(view: View): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(view, event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [view]);
}
