import '../styles/catalogue.css';
import { Link } from '../app/link.js';
import { BoundaryPage } from './boundary-page.js';
import { Explorer } from './explorer.js';

/** All that is under /catalogue; it comes when somebody goes there. */
export function CataloguePages({ path }: { readonly path: readonly string[] }) {
  const [id, ...rest] = path;
  if (id === undefined) return <Explorer />;
  if (rest.length === 0) return <BoundaryPage key={id} id={id} />;
  return (
    <p className="empty">
      There is nothing at this address. <Link to="/catalogue">The catalogue</Link>
    </p>
  );
}
