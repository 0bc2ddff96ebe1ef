import { describe, expect, it } from 'vitest';
import type { FoundEdge } from '../edges/found-edge.js';
import { createRng } from '../numerics/rng.js';
import { makeScan } from '../preprocessing/testing/make-scan.js';
import { fitWindowOf } from './choose-fit-window.js';
import type { RunRecord } from './interpretation-input.js';
import { resolveRecipe } from './resolve-recipe.js';

const edgeAt = (id: string, onsetEv: number): FoundEdge => ({ id, onsetEv }) as FoundEdge;
const OXYGEN = edgeAt('O_K', 530);
const RULE = [473, 526] as const;
const WINDOWS = { id: 'O_K', fitWindowEv: RULE, signalWindowEv: [528, 570], reason: null } as const;

const powerLaw = (e: number): number => 2000 * (e / 250) ** -3 + (e > 530 ? 80 * (e / 530) ** -3 : 0);
/** The tail of an edge at 380 eV. */
const earlier = (e: number): number => (e > 380 ? 150 * Math.exp(-(e - 380) / 25) : 0);

function chosen(background: object, expected = powerLaw, others: readonly FoundEdge[] = []) {
  const scan = makeScan({
    nPixels: 20,
    nChannels: 800,
    offsetEv: 200,
    scaleEv: 0.5,
    expected,
    rng: createRng(1),
  });
  const warned: string[] = [];
  const record = { warn: (_: string, code: string) => warned.push(code) } as unknown as RunRecord;
  const recipe = resolveRecipe({ background });
  const windowEv = fitWindowOf(WINDOWS, OXYGEN, { scan, found: [...others, OXYGEN], recipe, record });
  return { windowEv, warned };
}

describe('fitWindowOf', () => {
  it('is that of the rule unless asked, and the recipe’s where it has one', () => {
    expect(chosen({})).toEqual({ windowEv: RULE, warned: [] });
    const windowsEv = { O_K: [480, 525] };
    expect(chosen({ windowChoice: 'residuals', windowsEv }).windowEv).toEqual([480, 525]);
    expect(() => chosen({ windowsEv: { O_K: [480, 540] } })).toThrow(/runs into the edge/);
  });

  it('is all there is of a pure power law, and ends where the rule ends', () => {
    expect(chosen({ windowChoice: 'residuals' })).toEqual({ windowEv: [200, 526], warned: [] });
  });

  it('keeps behind what is no power law, and 50 eV behind an edge that was found', () => {
    const byTail = chosen({ windowChoice: 'residuals' }, (e) => powerLaw(e) + earlier(e));
    expect(byTail.windowEv[0]).toBeGreaterThan(420);
    const found = [edgeAt('C_K', 300)];
    expect(chosen({ windowChoice: 'residuals' }, powerLaw, found).windowEv).toEqual([350, 526]);
  });

  it('says when none passes', () => {
    const wavy = (e: number): number => powerLaw(e) * (1 + 0.2 * Math.sin(e / 4));
    expect(chosen({ windowChoice: 'residuals' }, wavy).warned).toEqual(['no-background-window-passes']);
  });

  it('tests with a power law what has parameters common to the scan', () => {
    const { windowEv } = chosen({ windowChoice: 'residuals', model: 'linear-combination' });
    expect(windowEv).toEqual([200, 526]);
  });
});
