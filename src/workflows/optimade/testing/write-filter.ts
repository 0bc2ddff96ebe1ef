import type { FilterLeaf, FilterNode, ItemTest, Operand } from '../filter-ast.js';

/** A filter as text; what `parseFilter` reads back as the same tree. */
export function writeFilter(node: FilterNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.terms.map(inParentheses).join(node.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${inParentheses(node.term)}`;
    default:
      return writeLeaf(node);
  }
}

const inParentheses = (node: FilterNode): string =>
  node.kind === 'and' || node.kind === 'or' || node.kind === 'not'
    ? `(${writeFilter(node)})`
    : writeFilter(node);

function writeLeaf(leaf: FilterLeaf): string {
  switch (leaf.kind) {
    case 'compare':
      return `${written(leaf.left)}${leaf.operator}${written(leaf.right)}`;
    case 'match':
      return `${leaf.property} ${writtenTest(leaf)}`;
    case 'known':
      return `${leaf.property} IS ${leaf.known ? 'KNOWN' : 'UNKNOWN'}`;
    case 'has':
      return `${leaf.properties.join(':')} HAS ${leaf.quantity.toUpperCase()} ${leaf.rows.map(writtenRow).join(',')}`;
    case 'length':
      return `${leaf.property} LENGTH ${writtenTest(leaf)}`;
    case 'truth':
      return leaf.property;
  }
}

const writtenRow = (row: readonly ItemTest[]): string => row.map(writtenTest).join(':');

const writtenTest = ({ operator, value }: ItemTest): string =>
  `${operator}${operator === 'STARTS' || operator === 'ENDS' ? ' WITH' : ''} ${written(value)}`;

function written(operand: Operand): string {
  if ('property' in operand) return operand.property;
  const { constant } = operand;
  if (typeof constant === 'string') return `"${constant.replace(/["\\]/g, '\\$&')}"`;
  if (typeof constant === 'boolean') return constant ? 'TRUE' : 'FALSE';
  if (Number.isFinite(constant)) return Object.is(constant, -0) ? '-0' : String(constant);
  return constant > 0 ? '1e999' : '-1e999';
}
