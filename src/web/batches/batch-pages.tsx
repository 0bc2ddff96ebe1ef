import '../styles/recipes.css';
import { Link } from '../app/link.js';
import { BatchList } from './batch-list.js';
import { BatchPage } from './batch-page.js';
import { NewBatchPage } from './new-batch-page.js';

/** All that is under /batches; it comes when somebody goes there. */
export function BatchPages({ path }: { readonly path: readonly string[] }) {
  const [id, more] = path;
  if (id === undefined) return <BatchList />;
  if (more === undefined) return id === 'new' ? <NewBatchPage /> : <BatchPage key={id} id={id} />;
  return (
    <p className="empty">
      There is nothing at this address. <Link to="/batches">All batches</Link>
    </p>
  );
}
