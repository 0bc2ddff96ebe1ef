import { createContext, useContext } from 'react';
import type { Scale } from './scale.js';

/** Where the drawing area lies in its SVG and how data map onto it. */
export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly innerWidth: number;
  readonly innerHeight: number;
}

export const FrameContext = createContext<Frame | null>(null);

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (frame === null) throw new Error('A plot layer stands outside a Plot.');
  return frame;
}

export interface AxisSpec {
  readonly label: string;
  readonly unit: string;
  readonly domain: readonly [number, number];
  readonly log?: boolean;
  /** Ticks stay, their labels and the axis label go (a plot below shows them). */
  readonly quiet?: boolean;
  /** Own ticks instead of round numbers: categories. */
  readonly ticks?: readonly { readonly at: number; readonly text: string }[];
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
