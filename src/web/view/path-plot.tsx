import { useMemo, type ReactNode } from 'react';
import type { AxisSpec, Frame } from '../plot/frame.js';
import { RuleX, ShadeX } from '../plot/layers.js';
import { MARGINS, Plot, type Margins } from '../plot/plot.js';
import { useView } from './context.js';
import { selectRange } from './heat-map.js';
import { nearestIndex, pathDomain } from './scan-path.js';
import { useField } from './view-store.js';

function PathMarks() {
  const { store, path, result, kind } = useView();
  const pixel = useField(store, 'pixel');
  const range = useField(store, 'range');
  const index = path.pixels.indexOf(pixel);
  const n = path.positions.length;
  const half = n > 1 ? (path.positions[1] - path.positions[0]) / 2 : 0.5;
  return (
    <>
      {kind === 'line' &&
        result.changePoints.map((c) => (
          <g key={c.pixel}>
            {c.std !== null && (
              <ShadeX range={[c.position - c.std, c.position + c.std]} color="var(--ink-2)" opacity={0.22} />
            )}
            <RuleX at={c.position} color="var(--ink-2)" dash="6 4" />
          </g>
        ))}
      {range !== null && (
        <ShadeX
          range={[
            path.positions[Math.min(range[0], n - 1)] - half,
            path.positions[Math.min(range[1], n - 1)] + half,
          ]}
          color="var(--accent)"
          opacity={0.16}
        />
      )}
      {index >= 0 && <RuleX at={path.positions[index]} color="var(--cursor)" live width={1.5} />}
    </>
  );
}

interface PathPlotProps {
  readonly label: string;
  readonly y: AxisSpec;
  readonly height: number;
  readonly quiet?: boolean;
  readonly margins?: Margins;
  readonly grid?: boolean;
  readonly outside?: ReactNode;
  readonly raster?: (frame: Frame) => ReactNode;
  readonly children: ReactNode;
}

/** Anything along the line: the cursor, the selected range and the change points are the same in each. */
export function PathPlot({ quiet, margins = MARGINS, children, ...plot }: PathPlotProps) {
  const view = useView();
  const { path, store } = view;
  const x: AxisSpec = useMemo(
    () => ({ label: path.quantity, unit: path.unit, domain: pathDomain(path), quiet }),
    [path, quiet],
  );
  const at = (px: number) => ({ pixel: path.pixels[nearestIndex(path, px)] });
  return (
    <Plot
      {...plot}
      {...{ x, margins }}
      arrows="position"
      onHover={(p) => p !== null && store.hover(at(p.x))}
      onClick={(p) => store.click(at(p.x))}
      onDragX={(range) => selectRange(view, range)}
      onReset={() => store.set({ range: null })}
    >
      {children}
      <PathMarks />
    </Plot>
  );
}
