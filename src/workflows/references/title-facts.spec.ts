import { describe, expect, it } from 'vitest';
import { onsetOfEdge, titleFacts } from './title-facts.js';

describe('titleFacts', () => {
  // Titles as EELSDB has them.
  it.each([
    ['B4C_B_K_Otmane_Abidate_41', 'B4C', 'B', 'K', 'EELS'],
    ['(La0_7,Sr0_3)MnO3_Mn_L3_imhoff_228', '(La0_7,Sr0_3)MnO3', 'Mn', 'L3', 'EELS'],
    ['Al2O3_(alpha)_Al_L3_Stefan_Nufer_51', 'Al2O3_(alpha)', 'Al', 'L3', 'EELS'],
    ['Al2O3_Al_K_Flank_1xray', 'Al2O3', 'Al', 'K', 'X-ray'],
    ['BN_EELS-Low-Loss_Stephan_Odile_225', 'BN', null, null, 'EELS'],
    ['AlN_LowLoss_V_Serin_6', 'AlN', null, null, 'EELS'],
    ['Extracted Spectrum 1', null, null, null, 'EELS'],
  ])('%s', (title, ...facts) => {
    const [compound, element, edge, kind] = facts;
    expect(titleFacts(title)).toEqual({ compound, element, edge, kind });
  });

  it('knows where the edge begins', () => {
    expect(onsetOfEdge('O', 'K')).toBe(532);
    expect(onsetOfEdge('Mn', 'L2')).toBe(onsetOfEdge('Mn', 'L3'));
    expect(onsetOfEdge('O', null)).toBeNull();
  });
});
