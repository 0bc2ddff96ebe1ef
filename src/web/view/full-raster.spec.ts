import { describe, expect, it } from 'vitest';
import { axesOfPlane, cropped, pixelUnder, sliceOf, zoomed } from './full-raster.js';

const axis = (name: string, size: number, scale = 1) => ({ name, unit: 'nm', offset: 10, scale, size });
const values = Float32Array.from({ length: 24 }, (_, i) => i);

describe('the raster of a map of all pixels', () => {
  it('is the last two axes, further ones are frames, a line is one row', () => {
    const stack = axesOfPlane({ navigation: [axis('t', 2), axis('y', 3), axis('x', 4)], nPixels: 24 });
    expect([stack.rows.size, stack.columns.size, stack.nSlices]).toEqual([3, 4, 2]);
    const line = axesOfPlane({ navigation: [axis('x', 24)], nPixels: 24 });
    expect([line.rows.size, line.columns.size, line.nSlices]).toEqual([1, 24, 1]);
  });

  it('shows a part with the positions and pixels it has in the whole', () => {
    const axes = [axis('y', 3, 2), axis('x', 4)] as const;
    const window = { rows: [1, 3], columns: [2, 4] } as const;
    const whole = sliceOf(values, { rows: axes[0], columns: axes[1] }, 1);
    expect([...cropped(whole, window).values]).toEqual([18, 19, 22, 23]);
    const [rows, columns] = zoomed(axes, window);
    expect([rows.offset, rows.size, columns.offset, columns.size]).toEqual([12, 2, 12, 2]);
    expect(values[pixelUnder(axes, 1, { x: 12, y: 12.4 })]).toBe(18);
  });
});
