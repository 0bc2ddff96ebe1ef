import { FormatError } from '../../science/formats/format-error.js';
import { textOfBytes } from '../../science/formats/text-bytes.js';
import { STRUCTURE_TREE_SCHEMA, type StructureTree } from '../../science/structure-trees/structure-tree.js';
import { canonicalJson } from '../exports/canonical-json.js';

/** Canonical JSON and a newline: the same sites, options and version give the same bytes. */
export const treeJson = (tree: StructureTree): string => `${canonicalJson(tree)}\n`;

/** Bytes of a saved tree that are read. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * A tree that `treeJson` wrote.
 *
 * @throws FormatError malformed-file, unsupported-format-version, limits-exceeded
 */
export function readTree(bytes: Uint8Array, name: string): StructureTree {
  if (bytes.byteLength > MAX_BYTES)
    throw new FormatError(
      'limits-exceeded',
      `${name} has ${bytes.byteLength} bytes; up to ${MAX_BYTES} are read.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(textOfBytes(bytes));
  } catch (cause) {
    throw new FormatError('malformed-file', `${name} is no JSON.`, { cause });
  }
  const tree = json as Partial<StructureTree> | null;
  if (tree?.schema !== STRUCTURE_TREE_SCHEMA) {
    throw new FormatError(
      'unsupported-format-version',
      `${name} is no tree of this version (${STRUCTURE_TREE_SCHEMA}).`,
    );
  }
  if (!isWhole(tree)) throw new FormatError('malformed-file', `${name} is no whole tree.`);
  return tree;
}

/** What a structure's way through the tree touches must be there. */
function isWhole(tree: Partial<StructureTree>): tree is StructureTree {
  const { nodes, clusters, descriptors, sites, rules, measures, energy } = tree;
  if (!nodes?.length || !clusters?.length || !descriptors?.length || !sites || !rules || !measures || !energy)
    return false;
  const isInside = (id: number): boolean => Number.isInteger(id) && id > 0 && id < nodes.length;
  return (
    nodes.every(
      ({ id, label, split }, at) =>
        id === at &&
        clusters[label] !== undefined &&
        // Children after their parent: the way down ends.
        (split === null ||
          (isInside(split.left) &&
            isInside(split.right) &&
            Math.min(split.left, split.right) > at &&
            descriptors[split.feature] !== undefined)),
    ) && clusters.every(({ mean }) => mean.length === energy.nChannels)
  );
}
