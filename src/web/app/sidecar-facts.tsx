import type { Dataset } from './api-types.js';
import { ProblemCard } from './problem-card.js';

/** What was known at the microscope, and why the boundary in it could not be tied to the catalogue. */
export function SidecarFacts({ dataset }: { readonly dataset: Dataset }) {
  const { sidecar, sidecarProblem } = dataset;
  if (sidecar === null) return null;
  const { sample, material, instrument, boundary, note } = sidecar;
  const named = boundary && `Σ${boundary.sigma} (${boundary.plane.join(' ')}) in ${boundary.material}`;
  const facts = [sample, material, instrument, named, note].filter((fact) => fact);
  return (
    <>
      {facts.length > 0 && <p className="note wrap">From the sidecar: {facts.join(' · ')}</p>}
      {sidecarProblem !== null && (
        <ProblemCard
          problem={sidecarProblem}
          subject={named ?? dataset.fileName}
          kept="The analysis is not affected; only the boundary in the sidecar has no evidence from it."
        />
      )}
    </>
  );
}
