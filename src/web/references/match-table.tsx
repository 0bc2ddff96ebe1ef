import { Fragment, useState } from 'react';
import { formatFixed } from '../plot/format.js';
import { edgeName } from '../view/labels.js';
import type { Similar, SimilarMatch } from './types.js';

interface MatchTableProps {
  readonly similar: Similar;
  readonly picked: string | null;
  readonly onPick: (id: string) => void;
}

const percent = (share: number | null): string => (share === null ? '–' : `${formatFixed(100 * share, 0)} %`);
const signed = (ev: number): string => `${ev > 0 ? '+' : ''}${formatFixed(ev, 2)}`;

/** How close it came in each way, when asked for. */
function Scores({ match, nVotes }: { readonly match: SimilarMatch; readonly nVotes: number }) {
  const { scores, bestMetrics, backgroundNotes } = match;
  return (
    <dl className="facts">
      <dt>Mean scores (1 is the same)</dt>
      <dd>
        cosine {scores.cosine.toFixed(3)}, Euclidean {scores.euclidean.toFixed(3)}, Ruzicka{' '}
        {scores.ruzicka.toFixed(3)}; correlation {match.correlation.toFixed(3)}
      </dd>
      <dt>Borda count</dt>
      <dd>
        {formatFixed(match.bordaCount, 0)}, {percent(match.bordaShare)} of the largest
      </dd>
      <dt>First in</dt>
      <dd>
        {match.firstVotes} of {nVotes} votes{bestMetrics.length > 0 && `: ${bestMetrics.join(', ')}`}
      </dd>
      <dt>In common</dt>
      <dd>
        {percent(match.shareOfQuery)} of the query, {percent(match.shareOfReference)} of the reference
      </dd>
      {backgroundNotes.length > 0 && (
        <>
          <dt>Background</dt>
          <dd>{backgroundNotes.join('; ')}</dd>
        </>
      )}
    </dl>
  );
}

interface RowProps {
  readonly match: SimilarMatch;
  readonly nVotes: number;
  readonly picked: boolean;
  readonly onPick: () => void;
}

function MatchRow({ match, nVotes, picked, onPick }: RowProps) {
  const [open, setOpen] = useState(false);
  const { reference, rangeEv } = match;
  const { element, edge } = reference;
  return (
    <Fragment>
      <tr aria-selected={picked}>
        <td className="num">{match.rank}</td>
        <th scope="row" className="wrap">
          <button type="button" className="link" aria-pressed={picked} onClick={onPick}>
            {reference.name}
          </button>
        </th>
        <td className="wrap">{reference.compound ?? '–'}</td>
        <td>{element === null ? '–' : edgeName(`${element} ${edge ?? ''}`)}</td>
        <td>{reference.kind}</td>
        <td className="num">{match.probability.toFixed(3)}</td>
        <td className="num">
          {match.firstVotes} of {nVotes}
        </td>
        <td className="num">
          {signed(match.shiftEv)}
          {match.shiftAtLimit && ' (at the limit)'}
        </td>
        <td className="num">
          {rangeEv[0].toFixed(1)}–{rangeEv[1].toFixed(1)}
        </td>
        <td className="num">
          <button type="button" className="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            Scores
          </button>
        </td>
      </tr>
      {open && (
        <tr>
          <td />
          <td colSpan={9}>
            <Scores match={match} nVotes={nVotes} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** The references by likeness, the closest first. */
export function MatchTable({ similar, picked, onPick }: MatchTableProps) {
  return (
    <section className="panel scroll">
      <table>
        <thead>
          <tr>
            <th className="num">#</th>
            <th>Reference</th>
            <th>Compound</th>
            <th>Edge</th>
            <th>Kind</th>
            <th className="num" title="Orders rather than measures: nearly even among many">
              Probability
            </th>
            <th className="num" title="Votes that put it first">
              Votes
            </th>
            <th className="num" title="Added to the energies of the reference">
              Shift (eV)
            </th>
            <th className="num">Compared (eV)</th>
            <th aria-label="Scores" />
          </tr>
        </thead>
        <tbody>
          {similar.matches.map((match) => (
            <MatchRow
              key={match.reference.id}
              match={match}
              nVotes={similar.nVotes}
              picked={match.reference.id === picked}
              onPick={() => onPick(match.reference.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
