import '../styles/models.css';
import { Link } from '../app/link.js';
import { ModelList } from './model-list.js';
import { ModelPage } from './model-page.js';

/** All that is under /models; it comes when somebody goes there. */
export function ModelPages({ path }: { readonly path: readonly string[] }) {
  const [task, version, ...rest] = path;
  if (task === undefined) return <ModelList />;
  if (version !== undefined && rest.length === 0)
    return <ModelPage key={`${task}/${version}`} task={task} version={version} />;
  return (
    <p className="empty">
      There is nothing at this address. <Link to="/models">All models</Link>
    </p>
  );
}
