import { utf8Bytes } from '../../science/formats/text-bytes.js';
import type { Recipe } from '../../science/interpretation/recipe.js';
import { canonicalJson } from '../exports/canonical-json.js';
import { sha256Hex } from '../sha256.js';

/** Which recipe it is, wherever it came from: SHA-256 (hex) of the resolved recipe as canonical JSON. */
export const recipeSha256 = (recipe: Recipe): string => sha256Hex(utf8Bytes(canonicalJson(recipe)));
