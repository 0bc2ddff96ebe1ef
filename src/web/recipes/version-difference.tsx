import { useState } from 'react';
import { placeText } from './form-layout.js';
import { differences } from './json-document.js';
import type { RecipeVersion } from './recipe-types.js';

const shown = (value: unknown): string => (value === undefined ? 'not said' : JSON.stringify(value));

interface PickProps {
  readonly label: string;
  readonly versions: readonly RecipeVersion[];
  readonly value: number;
  readonly onChange: (version: number) => void;
}

function Pick({ label, versions, value, onChange }: PickProps) {
  return (
    <label className="inline">
      {label}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {versions.map(({ version }) => (
          <option key={version} value={version}>
            version {version}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is different between two versions; at first between the last two. */
export function VersionDifference({ versions }: { readonly versions: readonly RecipeVersion[] }) {
  const [before, setBefore] = useState(versions[1].version);
  const [after, setAfter] = useState(versions[0].version);
  const recipeOf = (wanted: number) => versions.find(({ version }) => version === wanted)?.recipe;
  const found = differences(recipeOf(before), recipeOf(after));
  return (
    <section className="panel scroll" aria-label="Difference">
      <div className="bar">
        <h2>Difference</h2>
        <Pick label="from" versions={versions} value={before} onChange={setBefore} />
        <Pick label="to" versions={versions} value={after} onChange={setAfter} />
      </div>
      {found.length === 0 ? (
        <p className="note">These versions are the same.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Field</th>
              <th>Version {before}</th>
              <th>Version {after}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((difference) => (
              <tr key={difference.pointer}>
                <th scope="row">{placeText(difference.pointer)}</th>
                <td className="wrap">
                  <code>{shown(difference.before)}</code>
                </td>
                <td className="wrap">
                  <code>{shown(difference.after)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
