import { materialAsKept } from '../../science/catalogue/catalogue-crystal.js';

/** A filter's material in the words of the rows; null: not asked for. */
export const askedMaterial = (text: string | undefined): string | null =>
  text === undefined ? null : materialAsKept(text);
