import { useRef, type PointerEvent } from 'react';

/** Pointer events of a handle inside a plot; `onMove` hears where the pointer is, in pixels of the SVG. */
export function useHandleDrag(onMove: (at: { readonly px: number; readonly py: number }) => void) {
  const dragging = useRef(false);
  const stop = (): void => {
    dragging.current = false;
  };
  return {
    onPointerDown: (event: PointerEvent<SVGElement>) => {
      dragging.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<SVGElement>) => {
      const bounds = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
      if (dragging.current && bounds)
        onMove({ px: event.clientX - bounds.left, py: event.clientY - bounds.top });
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  };
}
