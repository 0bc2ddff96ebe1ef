import '../styles/recipes.css';
import { Link } from '../app/link.js';
import { EditRecipePage, NewRecipePage } from './edit-page.js';
import { RecipeList } from './recipe-list.js';
import { RecipePage } from './recipe-page.js';

/** All that is under /recipes; it comes when somebody goes there. */
export function RecipePages({ path }: { readonly path: readonly string[] }) {
  const [id, page] = path;
  if (id === undefined) return <RecipeList />;
  if (id === 'new' && page === undefined) return <NewRecipePage key={location.search} />;
  if (page === undefined) return <RecipePage key={id} id={id} />;
  if (page === 'edit') return <EditRecipePage key={`${id}${location.search}`} id={id} />;
  return (
    <p className="empty">
      There is nothing at this address. <Link to="/recipes">All recipes</Link>
    </p>
  );
}
