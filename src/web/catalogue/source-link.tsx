import { Link } from '../app/link.js';
import { sourceText } from './sentences.js';
import type { Source } from './types.js';

/** Where a value comes from; a search is one click away. */
export function SourceLink({ source }: { readonly source: Source }) {
  if (source.kind === 'search') return <Link to={`/searches/${source.searchId}`}>{sourceText(source)}</Link>;
  return <>{sourceText(source)}</>;
}
