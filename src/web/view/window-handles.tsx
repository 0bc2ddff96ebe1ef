import type { KeyboardEvent } from 'react';
import { useFrame } from '../plot/frame.js';
import { useHandleDrag } from '../plot/use-handle-drag.js';
import { useView } from './context.js';

const HANDLE_PX = 9;
const KEYS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The two edges of the background window, to be dragged or moved by ← and →. */
export function WindowHandles({ windowEv }: { readonly windowEv: readonly [number, number] }) {
  return (
    <g data-live>
      <Handle windowEv={windowEv} side={0} />
      <Handle windowEv={windowEv} side={1} />
    </g>
  );
}

function Handle({ windowEv, side }: { readonly windowEv: readonly [number, number]; readonly side: 0 | 1 }) {
  const frame = useFrame();
  const { store, axis } = useView();
  const x = frame.x.to(windowEv[side]);
  const move = (energyEv: number): void => {
    const gap = 10 * axis.scaleEv;
    const other = windowEv[1 - side];
    const limited = side === 0 ? Math.min(energyEv, other - gap) : Math.max(energyEv, other + gap);
    store.set({ fitWindowEv: side === 0 ? [limited, other] : [other, limited] });
  };
  const drag = useHandleDrag(({ px }) => move(frame.x.from(px)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = KEYS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(windowEv[side] + direction * axis.scaleEv * (event.shiftKey ? 10 : 1));
  };
  if (x < frame.left || x > frame.left + frame.innerWidth) return null;
  return (
    <g className="handle">
      <line
        x1={x}
        x2={x}
        y1={frame.top}
        y2={frame.top + frame.innerHeight}
        stroke="var(--fit)"
        strokeWidth={1.5}
      />
      <rect
        x={x - 3}
        y={frame.top + frame.innerHeight / 2 - 9}
        width={6}
        height={18}
        rx={2}
        fill="var(--fit)"
      />
      <rect
        x={x - HANDLE_PX / 2}
        y={frame.top}
        width={HANDLE_PX}
        height={frame.innerHeight}
        fill="transparent"
        tabIndex={0}
        role="slider"
        aria-label={side === 0 ? 'Start of the background window' : 'End of the background window'}
        aria-valuenow={windowEv[side]}
        aria-valuetext={`${windowEv[side].toFixed(1)} eV`}
        {...drag}
        onKeyDown={onKeyDown}
      />
    </g>
  );
}
