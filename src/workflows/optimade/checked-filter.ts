import type { ComparisonOperator, TextOperator } from './filter-ast.js';
import type { PropertyKey } from './properties.js';

export type Quantity = 'any' | 'all' | 'only';
export interface CheckedItemTest {
  readonly operator: ComparisonOperator | TextOperator;
  /** Of the type of the items. */
  readonly value: string | number;
}

/** One statement on a property; of a property that is not known it is neither true nor false. */
export type CheckedLeaf =
  | {
      readonly kind: 'compare';
      readonly key: PropertyKey;
      readonly operator: ComparisonOperator;
      /** Of the type of the property; a time as `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
      readonly value: string | number;
    }
  | {
      readonly kind: 'match';
      readonly key: PropertyKey;
      readonly operator: TextOperator;
      readonly value: string;
    }
  | { readonly kind: 'known'; readonly key: PropertyKey; readonly known: boolean }
  | {
      readonly kind: 'has';
      readonly key: PropertyKey;
      readonly quantity: Quantity;
      readonly tests: readonly CheckedItemTest[];
    }
  | {
      readonly kind: 'length';
      readonly key: PropertyKey;
      readonly operator: ComparisonOperator;
      readonly value: number;
    }
  /** The same for every structure; null: neither true nor false, as of what is never known here. */
  | { readonly kind: 'constant'; readonly value: boolean | null };

/** A filter whose properties and types are right. Logic is three-valued: NOT of unknown is unknown, which never matches. */
export type CheckedFilter =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly CheckedFilter[] }
  | { readonly kind: 'not'; readonly term: CheckedFilter }
  | CheckedLeaf;
