import { useView } from '../context.js';

/** The service keeps the references; a report on disk has none. */
export function SimilarTab() {
  const { actions } = useView();
  return (
    actions?.similar ?? (
      <p className="empty">
        References are kept by the service: open this analysis there to see which of them its spectra are
        like. Without a service, <code>kaimen similar FILE --library DIR</code> compares a file with a folder.
      </p>
    )
  );
}
