export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type TextOperator = 'CONTAINS' | 'STARTS' | 'ENDS';
export type Constant = string | number | boolean;

/** What may stand on a side of a comparison; a property by its dotted name. */
export type Operand = { readonly constant: Constant } | { readonly property: string };

/** One test of an item of a list; `HAS "H"` is `=`. */
export interface ItemTest {
  readonly operator: ComparisonOperator | TextOperator;
  readonly value: Operand;
}

/** `at` is where it begins in the filter, counted in characters from 1. */
export type FilterLeaf = { readonly at: number } & (
  | {
      readonly kind: 'compare';
      readonly left: Operand;
      readonly operator: ComparisonOperator;
      readonly right: Operand;
    }
  | {
      readonly kind: 'match';
      readonly property: string;
      readonly operator: TextOperator;
      readonly value: Operand;
    }
  | { readonly kind: 'known'; readonly property: string; readonly known: boolean }
  | {
      readonly kind: 'has';
      /** More than one: zipped lists, `a:b HAS 1:2`. */
      readonly properties: readonly string[];
      /** `HAS v` is 'any' of one. */
      readonly quantity: 'any' | 'all' | 'only';
      /** One a value of the list; in each one test a zipped property. */
      readonly rows: readonly (readonly ItemTest[])[];
    }
  | {
      readonly kind: 'length';
      readonly property: string;
      readonly operator: ComparisonOperator;
      readonly value: Operand;
    }
  /** A property alone, which must be a boolean. */
  | { readonly kind: 'truth'; readonly property: string }
);

/** A filter as it is written: nothing is known yet of properties and types. Chains are flat, parentheses make levels. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly term: FilterNode }
  | FilterLeaf;
