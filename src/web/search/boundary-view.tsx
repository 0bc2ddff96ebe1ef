import { useEffect, useRef, useState } from 'react';
import { apiUrl, problemOf } from '../app/api.js';
import type { Problem } from '../app/api-types.js';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import { saveBlob } from '../plot/export-figure.js';
import type { BoundaryScene, ColorBy } from './boundary-scene.js';
import { FORMATS, type Atoms } from './types.js';

const HEIGHT = 420;

interface BoundaryViewProps {
  /** Of the API: where the structure is, without its format. */
  readonly path: string;
  readonly title: string;
}

/** three.js comes only when atoms are looked at. */
function useScene(atoms: Atoms | null, colorBy: ColorBy) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<BoundaryScene | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (atoms === null || element === null) return;
    let gone = false;
    const resize = (): void => scene.current?.resize(element.clientWidth, HEIGHT);
    const watch = new ResizeObserver(resize);
    import('./boundary-scene.js')
      .then(({ makeScene }) => {
        if (gone) return;
        scene.current = makeScene(element, atoms, colorBy);
        resize();
        watch.observe(element);
      })
      .catch((error: unknown) => setProblem(problemOf(error)));
    return () => {
      gone = true;
      watch.disconnect();
      scene.current?.dispose();
      scene.current = null;
    };
  }, [atoms, colorBy]);
  return { canvas, scene, problem };
}

/** A boundary's atoms in 3-D, with its files to take away. */
export function BoundaryView({ path, title }: BoundaryViewProps) {
  const structure = useResource<Atoms>(`${path}?format=json`);
  const [colorBy, setColorBy] = useState<ColorBy>('grain');
  const { canvas, scene, problem } = useScene(structure.data, colorBy);
  const failure = structure.problem ?? problem;
  const savePng = async (): Promise<void> => {
    if (scene.current !== null)
      saveBlob(await (await fetch(scene.current.png())).blob(), 'kaimen-boundary.png');
  };
  if (failure !== null) return <ProblemCard problem={failure} />;
  return (
    <figure className="figure" data-figure="boundary-3d">
      <figcaption>
        <h3>{title}</h3>
        <div className="tools">
          {structure.data?.grainOf !== null && (
            <select
              aria-label="Colours"
              value={colorBy}
              onChange={(e) => setColorBy(e.target.value as ColorBy)}
            >
              <option value="grain">by grain</option>
              <option value="element">by element</option>
            </select>
          )}
          <button type="button" className="quiet" onClick={() => void savePng()}>
            PNG
          </button>
          {FORMATS.map((format) => (
            <a key={format} href={apiUrl(`${path}?format=${format}`)} download>
              {format}
            </a>
          ))}
        </div>
      </figcaption>
      <canvas
        key={colorBy}
        ref={canvas}
        className="scene"
        height={HEIGHT}
        aria-label={`Atoms of ${title}; drag to turn, scroll to come nearer`}
      />
      <p className="note">
        {structure.data === null
          ? 'Loading…'
          : `${structure.data.kinds.length} atoms. ${structure.data.boundaryHeightsAngstrom === null ? 'The cell is' : 'The plane of the boundary and the cell are'} drawn; drag to turn, scroll to come nearer.`}
      </p>
    </figure>
  );
}
