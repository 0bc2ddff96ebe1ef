import { describe, expect, it } from 'vitest';
import { evenSteps, inReadableUnit, normalUnit, positionAxis } from './position-axis.js';
import type { NavigationAxis, Warning } from './spectrum-image.js';

const axis = (change: Partial<NavigationAxis>): NavigationAxis => ({
  name: 'x',
  unit: 'nm',
  offset: 0,
  scale: 0.5,
  size: 5,
  ...change,
});

describe('evenSteps', () => {
  it.each([
    [[0, 5, 10, 15], { offset: 0, scale: 5 }],
    [[3, 1], { offset: 3, scale: -2 }],
    [[0, 0.333, 0.667, 1], { offset: 0, scale: 1 / 3 }],
    [[0, 5, 20, 80], null],
    [[2, 2, 2], null],
    [[0, Number.NaN, 2], null],
    [[4], null],
    [[], null],
  ])('%j: %j', (positions, expected) => expect(evenSteps(positions)).toEqual(expected));
});

describe('positionAxis', () => {
  it.each([0, Number.NaN, Infinity])('makes a plain index of the scale %d, and says so', (scale) => {
    const warnings: Warning[] = [];
    expect(positionAxis(axis({ scale, offset: 7 }), warnings)).toEqual(axis({ unit: '', scale: 1 }));
    expect(warnings.map((w) => w.code)).toEqual(['uncalibrated-position']);
  });
});

describe('inReadableUnit', () => {
  // Unit and scale of an axis of 41 positions, before and after.
  it.each([
    [
      { unit: 'µm', scale: 0.0025 },
      { unit: 'nm', scale: 2.5 },
    ],
    [
      { unit: 'µm', scale: -0.0025 },
      { unit: 'nm', scale: -2.5 },
    ],
    [
      { unit: 'µm', scale: 0.025 },
      { unit: 'µm', scale: 0.025 },
    ],
    [
      { unit: 'm', scale: 2.5e-9 },
      { unit: 'nm', scale: 2.5 },
    ],
    [
      { unit: 'm', scale: 2.5e-8 },
      { unit: 'µm', scale: 0.025 },
    ],
    [
      { unit: 'mm', scale: 2.5e-6 },
      { unit: 'nm', scale: 2.5 },
    ],
    [
      { unit: 'mm', scale: 0.5 },
      { unit: 'mm', scale: 0.5 },
    ],
    [
      { unit: 'nm', scale: 0.0025 },
      { unit: 'nm', scale: 0.0025 },
    ],
    [
      { unit: 's', scale: 0.0025 },
      { unit: 's', scale: 0.0025 },
    ],
    [
      { unit: '', scale: 0.0025 },
      { unit: '', scale: 0.0025 },
    ],
  ])('%j: %j', (stated, { unit, scale }) => {
    const read = inReadableUnit(axis({ ...stated, size: 41, offset: 10 * stated.scale }));
    // Decimal factors round in the last digit.
    expect(read).toEqual({
      ...axis({ unit, size: 41 }),
      scale: expect.closeTo(scale, 12) as number,
      offset: expect.closeTo(10 * scale, 12) as number,
    });
  });

  it('knows micrometres in each of their spellings', () =>
    expect(['um', '\u03bcm', '\u00b5m'].map((unit) => normalUnit(unit))).toEqual(Array(3).fill('\u00b5m')));
});
