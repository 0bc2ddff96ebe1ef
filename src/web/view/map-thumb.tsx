import { useMemo, type ReactNode } from 'react';
import { Plot, type Margins } from '../plot/plot.js';
import type { ColorScale } from '../plot/raster.js';
import { RasterCanvas } from '../plot/raster-canvas.js';
import { extent } from '../plot/scale.js';
import { ColorBar } from './color-bar.js';
import { useView } from './context.js';
import {
  CATEGORY_SCALE,
  mapAxisSpecs,
  mapHeight,
  MapCursor,
  mapRaster,
  mapScale,
  pixelAt,
} from './navigator.js';
import { useField } from './view-store.js';

const THUMB_MARGINS: Margins = { left: 56, right: 76, top: 24, bottom: 44 };

interface MapThumbProps {
  readonly label: string;
  readonly unit: string;
  readonly values: ArrayLike<number | null>;
  /** Values of either sign: colours centred on zero. */
  readonly signed?: boolean;
  /** Values are indices of categories. */
  readonly categories?: boolean;
  /** Drawn over the colours, in the map's coordinates. */
  readonly children?: ReactNode;
}

/** A map of one quantity with the same cursor as the navigator. */
export function MapThumb({ label, unit, values, signed, categories, children }: MapThumbProps) {
  const view = useView();
  const { store, result } = view;
  const slice = useField(store, 'slice');
  const { navigation } = result.scan;
  const raster = useMemo(() => mapRaster(view, values, slice), [view, values, slice]);
  const scale: ColorScale = useMemo(() => {
    if (categories) return CATEGORY_SCALE;
    const range = extent(raster.values) ?? [0, 1];
    if (!signed || range[0] >= 0) return mapScale(raster);
    const size = Math.max(Math.abs(range[0]), Math.abs(range[1]));
    return { domain: [-size, size], log: false, map: 'diverging' };
  }, [raster, signed, categories]);
  const { x, y } = useMemo(() => mapAxisSpecs(navigation), [navigation]);
  return (
    <Plot
      label={label}
      height={(width) => mapHeight(navigation, width, THUMB_MARGINS)}
      margins={THUMB_MARGINS}
      grid={false}
      {...{ x, y }}
      onHover={(p) => p !== null && store.hover({ pixel: pixelAt(view, p) })}
      onClick={(p) => store.click({ pixel: pixelAt(view, p) })}
      raster={(f) => (
        <RasterCanvas
          raster={raster}
          scale={scale}
          x={f.left}
          y={f.top}
          width={f.innerWidth}
          height={f.innerHeight}
        />
      )}
      outside={!categories && <ColorBar scale={scale} label="" unit={unit} gap={8} />}
    >
      {children}
      <MapCursor />
    </Plot>
  );
}
