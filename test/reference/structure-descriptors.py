"""Voronoi cells, centro-symmetry and common-neighbour classes of shaken crystals, by LAMMPS (Voro++) and SciPy (Qhull).

Run: python3 test/reference/structure-descriptors.py > test/reference/structure-descriptors.json
Made with LAMMPS 29 Sep 2021 (Debian: lammps), SciPy 1.10.1, NumPy 1.24.2 (Debian: python3-scipy).
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.spatial import Voronoi

CUBIC_FCC = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]
CASES = {
    # name: edges of the cell (Angstrom), sites, repeats, rattle (Angstrom a component), N of centro-symmetry, cut-off of CNA
    'fcc': ([3.6, 3.6, 3.6], CUBIC_FCC, [3, 3, 3], 0.08, 12, 3.6 * (0.5 ** 0.5 + 1) / 2),
    'fcc-hot': ([3.6, 3.6, 3.6], CUBIC_FCC, [3, 3, 3], 0.25, 12, 3.6 * (0.5 ** 0.5 + 1) / 2),
    'bcc': ([2.87, 2.87, 2.87], [[0, 0, 0], [0.5, 0.5, 0.5]], [4, 4, 4], 0.08, 8, 2.87 * (2 ** 0.5 + 1) / 2),
    # hcp in its orthogonal cell
    'hcp': ([3.2, 3.2 * 3 ** 0.5, 3.2 * (8 / 3) ** 0.5],
            [[0, 0, 0], [0.5, 0.5, 0], [0.5, 5 / 6, 0.5], [0, 1 / 3, 0.5]], [4, 2, 3], 0.08, 12,
            3.2 * (1 + 2 ** 0.5) / 2),
}


def build(edges, sites, repeats, rattle, rng):
    grid = np.array([[i, j, k] for i in range(repeats[0]) for j in range(repeats[1]) for k in range(repeats[2])])
    points = (grid[:, None, :] + np.array(sites)[None]).reshape(-1, 3) * np.array(edges)
    points = points + rng.normal(scale=rattle, size=points.shape)
    box = np.array(edges) * np.array(repeats)
    return box, np.round(points % box, 4) % box


def lammps(box, points, n_centro, cna):
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, 'data')
        with open(data, 'w') as f:
            f.write(f'made\n\n{len(points)} atoms\n1 atom types\n')
            for edge, axis in zip(box, 'xyz'):
                f.write(f'0 {edge:.10f} {axis}lo {axis}hi\n')
            f.write('\nMasses\n\n1 1.0\n\nAtoms # atomic\n\n')
            for i, p in enumerate(points):
                f.write(f'{i + 1} 1 ' + ' '.join(f'{x:.6f}' for x in p) + '\n')
        with open(os.path.join(folder, 'in'), 'w') as f:
            f.write(f'''units metal
atom_style atomic
read_data {data}
pair_style zero 7.0
pair_coeff * *
compute v all voronoi/atom
compute c all centro/atom {n_centro}
compute n all cna/atom {cna}
compute z all coord/atom cutoff {cna}
dump d all custom 1 {folder}/out id c_v[1] c_c c_n c_z
dump_modify d sort id format float %.10g
run 0
''')
        subprocess.run(['lmp', '-in', os.path.join(folder, 'in'), '-log', 'none', '-screen', 'none'], check=True)
        rows = np.loadtxt(os.path.join(folder, 'out'), skiprows=9)
    return {
        'volumes': rows[:, 1].tolist(),
        'centroSymmetry': rows[:, 2].tolist(),
        'cnaPattern': rows[:, 3].astype(int).tolist(),
        'coordination': rows[:, 4].astype(int).tolist(),
    }


def solid_angle(corners):
    """Of a convex polygon, its corners in order, seen from the origin."""
    total = 0.0
    units = [c / np.linalg.norm(c) for c in corners]
    for b, c in zip(units[1:], units[2:]):
        a = units[0]
        total += 2 * np.arctan2(abs(np.dot(a, np.cross(b, c))), 1 + a @ b + b @ c + c @ a)
    return total


def qhull(box, points):
    shifts = np.array([[i, j, k] for i in (0, -1, 1) for j in (0, -1, 1) for k in (0, -1, 1)]) * box
    copies = (shifts[:, None, :] + points[None]).reshape(-1, 3)
    diagram = Voronoi(copies)
    angles = [[] for _ in points]
    for (a, b), corners in zip(diagram.ridge_points, diagram.ridge_vertices):
        for atom in (a, b):
            if atom < len(points):
                angles[atom].append(solid_angle(diagram.vertices[corners] - copies[atom]))
    return {
        'weightedCoordination': [sum(w) / max(w) for w in angles],
        'nFaces': [sum(1 for x in w if x >= 0.01 * 4 * np.pi) for w in angles],
    }


rng = np.random.default_rng(6)
cases = []
for name, (edges, sites, repeats, rattle, n_centro, cna) in CASES.items():
    box, points = build(edges, sites, repeats, rattle, rng)
    case = {'name': name, 'box': box.tolist(), 'positions': points.ravel().tolist(), 'cutoff': cna, 'nCentro': n_centro}
    case.update(lammps(box, points, n_centro, cna))
    case.update(qhull(box, points))
    cases.append({k: np.round(v, 8).tolist() if isinstance(v, list) else v for k, v in case.items()})
json.dump({'madeBy': 'structure-descriptors.py', 'cases': cases}, sys.stdout)
