import { useRef, useState, type PointerEvent } from 'react';
import type { Frame } from './frame.js';

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** What a plot answers to. A drag along x zooms; where `onDragY` is given, a drag mostly along y selects. */
export interface PlotHandlers {
  readonly onHover?: (point: PlotPoint | null) => void;
  readonly onClick?: (point: PlotPoint) => void;
  readonly onDragX?: (range: readonly [number, number]) => void;
  readonly onDragY?: (range: readonly [number, number]) => void;
  /** Drag with Shift held. */
  readonly onShiftDragX?: (range: readonly [number, number]) => void;
  readonly onReset?: () => void;
}

export interface DragBox {
  readonly axis: 'x' | 'y';
  readonly from: number;
  readonly to: number;
  readonly shift: boolean;
}

const MIN_DRAG_PX = 5;

const ordered = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);

interface Press {
  readonly px: number;
  readonly py: number;
  readonly shift: boolean;
}

function boxOf(press: Press, at: { px: number; py: number }, handlers: PlotHandlers): DragBox | null {
  const dx = Math.abs(at.px - press.px);
  const dy = Math.abs(at.py - press.py);
  if (Math.max(dx, dy) < MIN_DRAG_PX) return null;
  if (press.shift && handlers.onShiftDragX) return { axis: 'x', from: press.px, to: at.px, shift: true };
  if (handlers.onDragY && (dy > dx || !handlers.onDragX))
    return { axis: 'y', from: press.py, to: at.py, shift: false };
  return handlers.onDragX ? { axis: 'x', from: press.px, to: at.px, shift: false } : null;
}

function finish(box: DragBox, frame: Frame, handlers: PlotHandlers): void {
  const scale = box.axis === 'x' ? frame.x : frame.y;
  const range = ordered(scale.from(box.from), scale.from(box.to));
  if (box.axis === 'y') handlers.onDragY?.(range);
  else if (box.shift) handlers.onShiftDragX?.(range);
  else handlers.onDragX?.(range);
}

/** Pointer events of the drawing area, in data coordinates; `box` is the rubber band while a drag lasts. */
export function usePlotPointer(frame: Frame, handlers: PlotHandlers) {
  const press = useRef<Press | null>(null);
  const [box, setBox] = useState<DragBox | null>(null);
  const locate = (event: PointerEvent<SVGRectElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const clamp = (v: number, max: number) => Math.max(0, Math.min(max, v));
    const px = frame.left + clamp(event.clientX - bounds.left, frame.innerWidth);
    const py = frame.top + clamp(event.clientY - bounds.top, frame.innerHeight);
    return { px, py, x: frame.x.from(px), y: frame.y.from(py) };
  };
  const events = {
    onPointerDown: (event: PointerEvent<SVGRectElement>) => {
      if (event.button !== 0) return;
      const { px, py } = locate(event);
      press.current = { px, py, shift: event.shiftKey };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<SVGRectElement>) => {
      const at = locate(event);
      if (press.current !== null) setBox(boxOf(press.current, at, handlers));
      else handlers.onHover?.({ x: at.x, y: at.y });
    },
    onPointerUp: (event: PointerEvent<SVGRectElement>) => {
      const start = press.current;
      press.current = null;
      setBox(null);
      if (start === null) return;
      const at = locate(event);
      const drawn = boxOf(start, at, handlers);
      if (drawn !== null) finish(drawn, frame, handlers);
      else handlers.onClick?.({ x: at.x, y: at.y });
    },
    onPointerCancel: () => {
      press.current = null;
      setBox(null);
    },
    onPointerLeave: () => {
      if (press.current === null) handlers.onHover?.(null);
    },
    onDoubleClick: () => handlers.onReset?.(),
  };
  return { events, box };
}
