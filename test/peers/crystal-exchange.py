"""What ASE and pymatgen see in files that we wrote (inspect DIR), and files that they wrote themselves (write DIR).

Prints JSON: for each file and program a fingerprint that does not depend on directions or on the order of atoms.
"""

import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.calculators.singlepoint import SinglePointCalculator
from ase.data import atomic_numbers
from ase.constraints import FixAtoms
from ase.io import read, write
from ase.neighborlist import neighbor_list
from pymatgen.analysis.gb.grain import GrainBoundary, GrainBoundaryGenerator
from pymatgen.core import Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

warnings.simplefilter("ignore")
CUTOFF = 4.05


def fingerprint(atoms):
    distances = neighbor_list("d", atoms, CUTOFF)
    return {
        "symbols": "".join(sorted(atoms.get_chemical_symbols())),
        "volume": abs(float(np.linalg.det(atoms.cell.array))),
        "periodic": [bool(p) for p in atoms.pbc],
        "nPairs": len(distances) // 2,
        "sumOfDistances": float(distances.sum() / 2),
    }


def of_structure(structure):
    return fingerprint(AseAtomsAdaptor.get_atoms(structure))


def symmetry(structure):
    analyzer = SpacegroupAnalyzer(structure, symprec=0.01)
    primitive = structure.get_primitive_structure(tolerance=0.01)
    reduced = primitive.get_reduced_structure("niggli")
    return {
        "nOperations": len(analyzer.get_symmetry_operations()),
        "nPrimitive": len(primitive),
        "edges": sorted(float(x) for x in reduced.lattice.abc),
    }


def of_boundary(boundary):
    labels = boundary.site_properties["grain_label"]
    return {
        **of_structure(boundary),
        "sigma": boundary.sigma,
        "nTop": sum(label is not None and "top" in label for label in labels),
        "nBottom": sum(label is not None and "bottom" in label for label in labels),
        "nCoincident": sum(label is not None and "incident" in label for label in labels),
        "angleDeg": boundary.rotation_angle,
    }


def inspect(path):
    seen = {}
    if path.suffix == ".cif":
        structure = Structure.from_file(str(path))
        seen = {"ase": fingerprint(read(path)), "pymatgen": of_structure(structure), **symmetry(structure)}
    elif path.suffix == ".vasp":
        atoms = read(path, format="vasp")
        seen = {"ase": fingerprint(atoms), "pymatgen": of_structure(Structure.from_str(path.read_text(), fmt="poscar"))}
        seen["fixed"] = [int(i) for c in atoms.constraints for i in c.index]
    elif path.suffix == ".xyz":
        atoms = read(path, index=-1)
        seen = {"ase": fingerprint(atoms), "energy": atoms.get_potential_energy(), "forces": atoms.get_forces().tolist()}
        seen["note"] = atoms.info["note"]
        seen["grain"] = atoms.arrays["grain"].tolist()
    elif path.suffix == ".lmp":
        masses = re.findall(r"^\d+ [\d.]+ # (\w+)$", path.read_text(), re.MULTILINE)
        kinds = {i + 1: atomic_numbers[symbol] for i, symbol in enumerate(masses)}
        atoms = read(path, format="lammps-data", style=path.stem.split("-")[-1], units="metal", Z_of_type=kinds)
        seen = {"ase": fingerprint(atoms)}
    elif path.suffix == ".json":
        seen = {"pymatgen": of_boundary(GrainBoundary.from_dict(json.loads(path.read_text())))}
    return seen


def write_all(folder):
    seen = {}

    def keep(name, atoms, **options):
        write(folder / name, atoms, **options)
        seen[name] = fingerprint(atoms)

    skewed = bulk("NaCl", "rocksalt", a=5.64) * (2, 1, 1)
    skewed.rattle(0.05, seed=1)
    keep("ase.cif", skewed)
    keep("ase.vasp", skewed, format="vasp", direct=True, sort=True)
    slab = Atoms("CuNiCu", cell=[[3, 0, 0], [1, 9, 0], [0.5, 0.2, 4]], pbc=[1, 0, 1], positions=[[0, 1, 0], [1, 3, 1], [2, 5, 9]])
    slab.set_constraint(FixAtoms([1]))
    slab.info["note"] = "two words"
    slab.calc = SinglePointCalculator(slab, energy=-3.25, forces=np.arange(9.0).reshape(3, 3))
    keep("ase.xyz", slab, format="extxyz")
    keep("ase.lmp", skewed, format="lammps-data", units="metal", atom_style="atomic", specorder=["Na", "Cl"])

    spinel = Structure.from_spacegroup(
        "Fd-3m", Lattice.cubic(8.08), ["Mg", "Al", "O"], [[0] * 3, [0.625] * 3, [0.3875] * 3]
    )
    rutile = Structure.from_spacegroup("P4_2/mnm", Lattice.tetragonal(4.594, 2.959), ["Ti", "O"], [[0, 0, 0], [0.305, 0.305, 0]])
    corundum = Structure.from_spacegroup(
        "R-3c", Lattice.hexagonal(4.759, 12.991), ["Al", "O"], [[0, 0, 0.352], [0.306, 0, 0.25]]
    )
    monoclinic = Structure.from_spacegroup(
        "P2_1/c",
        Lattice.monoclinic(5.150, 5.212, 5.317, 99.23),
        ["Zr", "O", "O"],
        [[0.275, 0.040, 0.208], [0.070, 0.332, 0.345], [0.450, 0.757, 0.479]],
    )
    for name, structure in [("spinel", spinel), ("rutile", rutile), ("corundum", corundum), ("zirconia", monoclinic)]:
        structure.to(fmt="cif", filename=str(folder / f"{name}.cif"), symprec=0.01)
        seen[f"{name}.cif"] = {**of_structure(structure), **symmetry(structure)}

    copper = Structure.from_spacegroup("Fm-3m", Lattice.cubic(3.615), ["Cu"], [[0, 0, 0]])
    boundary = GrainBoundaryGenerator(copper).gb_from_parameters(
        [0, 0, 1], 53.13010235, expand_times=2, plane=[3, 1, 0], ab_shift=[0.1, 0.2], vacuum_thickness=0.3
    )
    (folder / "boundary.json").write_text(boundary.to_json())
    seen["boundary.json"] = of_boundary(boundary)
    return seen


if __name__ == "__main__":
    mode, directory = sys.argv[1], Path(sys.argv[2])
    result = write_all(directory) if mode == "write" else {p.name: inspect(p) for p in sorted(directory.iterdir())}
    print(json.dumps(result))
