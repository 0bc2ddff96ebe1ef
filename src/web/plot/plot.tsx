import { useId, useMemo, useRef, type ReactNode } from 'react';
import { Axes } from './axes.js';
import { FONT, FrameContext, type AxisSpec, type Frame } from './frame.js';
import { makeScale } from './scale.js';
import { usePlotPointer, type DragBox, type PlotHandlers } from './use-plot-pointer.js';
import { useWidth } from './use-size.js';

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const MARGINS: Margins = { left: 64, right: 16, top: 8, bottom: 44 };

interface PlotProps extends PlotHandlers {
  readonly label: string;
  /** Pixels; or from the width, for what has a shape of its own. */
  readonly height: number | ((width: number) => number);
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly margins?: Margins;
  /** What ← and → move while this plot has the focus. */
  readonly arrows?: 'energy' | 'position' | 'none';
  readonly grid?: boolean;
  /** Drawn outside the clip: labels above the frame, strips beside it. */
  readonly outside?: ReactNode;
  /** Takes the pointer before the drawing area does: handles. */
  readonly handles?: ReactNode;
  /** Behind the SVG: a canvas placed by the frame. */
  readonly raster?: (frame: Frame) => ReactNode;
  readonly children?: ReactNode;
}

function useFrameOf(width: number, height: number, props: PlotProps): Frame {
  const { margins = MARGINS, x, y } = props;
  const [x0, x1] = x.domain;
  const [y0, y1] = y.domain;
  const { left, right, top, bottom } = margins;
  return useMemo(() => {
    const innerWidth = Math.max(1, width - left - right);
    const innerHeight = Math.max(1, height - top - bottom);
    return {
      x: makeScale([x0, x1], [left, left + innerWidth], x.log),
      y: makeScale([y0, y1], [top + innerHeight, top], y.log),
      ...{ width, height, left, top, innerWidth, innerHeight },
    };
  }, [width, height, left, right, top, bottom, x0, x1, y0, y1, x.log, y.log]);
}

function RubberBand({ box, frame }: { readonly box: DragBox; readonly frame: Frame }) {
  const [a, b] = box.from < box.to ? [box.from, box.to] : [box.to, box.from];
  const area =
    box.axis === 'x'
      ? { x: a, width: b - a, y: frame.top, height: frame.innerHeight }
      : { x: frame.left, width: frame.innerWidth, y: a, height: b - a };
  return <rect data-live {...area} fill="var(--accent)" fillOpacity={0.18} stroke="var(--accent)" />;
}

/** An SVG plot as wide as its place: axes, clipped layers, pointer events in data coordinates. */
export function Plot(props: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const height = typeof props.height === 'number' ? props.height : props.height(width);
  const frame = useFrameOf(width, height, props);
  const { events, box } = usePlotPointer(frame, props);
  const clip = useId();
  const area = { x: frame.left, y: frame.top, width: frame.innerWidth, height: frame.innerHeight };
  const { label, x, y, arrows = 'energy', grid = true } = props;
  return (
    <div
      ref={holder}
      className="plot"
      style={{ height }}
      tabIndex={0}
      role="group"
      aria-label={label}
      data-arrows={arrows}
    >
      {width > 0 && (
        <FrameContext value={frame}>
          {props.raster?.(frame)}
          <svg width={width} height={height} fontFamily={FONT}>
            <clipPath id={clip}>
              <rect {...area} />
            </clipPath>
            <Axes x={x} y={y} grid={grid} />
            <g clipPath={`url(#${clip})`}>{props.children}</g>
            <rect {...area} fill="none" stroke="var(--line)" />
            {props.outside}
            {box !== null && <RubberBand box={box} frame={frame} />}
            <rect data-live {...area} className="plot-surface" fill="transparent" {...events} />
            {props.handles}
          </svg>
        </FrameContext>
      )}
    </div>
  );
}
