"""Answers the tasks of a folder with ASE's effective medium theory until standard input ends: what a user of another
code would write (see src/engines/exchange-folder/README.md)."""
import json
import select
import sys
from pathlib import Path

from ase.calculators.emt import EMT
from ase.constraints import FixAtoms
from ase.io import read
from ase.optimize import BFGS


def answer(folder):
    task = json.loads((folder / "task.json").read_text())
    atoms = read(folder / "structure.extxyz")
    atoms.calc = EMT()
    converged = True
    if task["calculation"] == "relax":
        atoms.set_constraint(FixAtoms(task["fixedAtoms"]))
        optimiser = BFGS(atoms, logfile=None)
        converged = bool(optimiser.run(fmax=task["forceToleranceEvPerAngstrom"], steps=500))
    energy = atoms.get_potential_energy()
    atoms.write(folder / "result.extxyz")
    (folder / "result.json").write_text(json.dumps({"energyEv": energy, "converged": converged}))


root = Path(sys.argv[1])
while not select.select([sys.stdin], [], [], 0.05)[0]:
    # What begins with a dot is still being written.
    for task in sorted(root.glob("[!.]*/task.json")):
        if not (task.parent / "result.json").exists():
            answer(task.parent)
