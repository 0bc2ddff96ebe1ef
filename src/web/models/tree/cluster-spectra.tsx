import { useMemo } from 'react';
import type { ExplainedCluster, StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { Band, Label, Line } from '../../plot/layers.js';
import { categoryColor } from '../../plot/palette.js';
import { Plot } from '../../plot/plot.js';
import { extent, padded } from '../../plot/scale.js';
import { clusterName } from './tree-layout.js';

const OFFSET = 1.2;

/** The largest on top; each so far above the next that they do not cross much. */
const offsetOf = (k: number, n: number): number => (n - 1 - k) * OFFSET;

interface CurveProps {
  readonly cluster: ExplainedCluster;
  readonly energies: readonly number[];
  readonly offset: number;
}

function Curve({ cluster, energies, offset }: CurveProps) {
  const { x, y } = useFrame();
  const { label, mean, std, nSites } = cluster;
  const color = categoryColor(label);
  const lines = useMemo(() => {
    const shifted = (sign: number) => mean.map((v, i) => v + offset + sign * (std?.[i] ?? 0));
    return { mean: shifted(0), lo: shifted(-1), hi: shifted(1) };
  }, [mean, std, offset]);
  const last = energies.length - 1;
  return (
    <>
      {std !== null && <Band xs={energies} lo={lines.lo} hi={lines.hi} color={color} opacity={0.2} />}
      <Line xs={energies} ys={lines.mean} color={color} width={1.6} />
      <Label
        x={x.to(energies[last]) - 6}
        y={y.to(lines.mean[last]) - 8}
        text={`${clusterName(label)}, ${nSites} sites`}
        color={color}
        anchor="end"
      />
    </>
  );
}

/** Mean spectrum of each cluster with the scatter of its sites. */
export function ClusterSpectra({ tree }: { readonly tree: StructureTree }) {
  const { clusters, energy } = tree;
  const energies = useMemo(
    () => Array.from({ length: energy.nChannels }, (_, i) => energy.offsetEv + i * energy.scaleEv),
    [energy],
  );
  const domain = useMemo(() => {
    const shifted = clusters.map((c, k) =>
      c.mean.map((v, i) => v + offsetOf(k, clusters.length) + (c.std?.[i] ?? 0)),
    );
    return padded(extent(...shifted, [0]), 0.03);
  }, [clusters]);
  const table = () => ({
    columns: ['energy_eV', ...clusters.flatMap(({ label }) => [`${clusterName(label)}_mean`, `${clusterName(label)}_std`])],
    rows: energies.map((e, i) => [e, ...clusters.flatMap(({ mean, std }) => [mean[i], std?.[i] ?? null])]),
  });
  return (
    <Figure
      title="Mean spectrum of each cluster"
      name="structure-cluster-means"
      table={table}
      note={`Bands: scatter of the sites, ± 1 standard deviation. Each is drawn ${OFFSET} above the next.`}
    >
      <Plot
        label="Mean spectra of the clusters"
        height={300}
        arrows="none"
        x={{ label: 'Energy', unit: 'eV', domain: [energies[0], energies[energies.length - 1]] }}
        y={{ label: 'Intensity over its mean', unit: '', domain }}
      >
        {clusters.map((cluster, k) => (
          <Curve key={cluster.label} {...{ cluster, energies }} offset={offsetOf(k, clusters.length)} />
        ))}
      </Plot>
    </Figure>
  );
}
