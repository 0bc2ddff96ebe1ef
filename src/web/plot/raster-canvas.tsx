import { memo, useEffect, useRef } from 'react';
import { paintRaster, type ColorScale, type RasterValues } from './raster.js';

interface RasterCanvasProps {
  readonly raster: RasterValues;
  readonly scale: ColorScale;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A canvas behind a plot's SVG, at a place given in the SVG's pixels; the exporter finds it by data-raster. */
export const RasterCanvas = memo(function RasterCanvas(props: RasterCanvasProps) {
  const { raster, scale, x, y, width, height } = props;
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (ref.current !== null) paintRaster(ref.current, raster, scale);
  }, [raster, scale]);
  return (
    <canvas
      ref={ref}
      className="raster"
      data-raster={[x, y, width, height].join(' ')}
      style={{ left: x, top: y, width, height }}
      aria-hidden="true"
    />
  );
});
