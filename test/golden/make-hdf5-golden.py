"""Makes test/golden/hdf5/*.hspy: HyperSpy files that h5py can write and JavaScript cannot, most of them to be refused.

Needs h5py and numpy. Run: python3 test/golden/make-hdf5-golden.py
"""
import hashlib
import json
import pathlib

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
OUT = HERE / "hdf5"
VALUES = np.arange(80).reshape(5, 16)


def signal(name, make_data, energy_values=None):
    path = OUT / f"{name}.hspy"
    with h5py.File(path, "w") as file:
        file.attrs["file_format"] = "HyperSpy"
        file.attrs["file_format_version"] = "3.1"
        group = file.create_group("Experiments/line")
        axes = [("x", "nm", 0.5, 0.0, 5, True), ("Energy loss", "eV", 0.25, 500.0, 16, False)]
        for i, (axis_name, units, scale, offset, size, navigate) in enumerate(axes):
            axis = group.create_group(f"axis-{i}")
            axis.attrs.update({"name": axis_name, "units": units, "navigate": navigate, "size": size})
            if energy_values is not None and not navigate:
                axis.attrs["_type"] = "DataAxis"
                axis.create_dataset("axis", data=energy_values)
            else:
                axis.attrs.update({"_type": "UniformDataAxis", "scale": scale, "offset": offset})
        metadata = group.create_group("metadata")
        metadata.create_group("General").attrs["title"] = name
        metadata.create_group("Signal").attrs["signal_type"] = "EELS"
        sample = metadata.create_group("Sample")
        sample.create_dataset("_list_elements", data=np.array(["Mn", "O"], dtype=h5py.string_dtype()))
        make_data(group)
    return path


def virtual(group):
    layout = h5py.VirtualLayout((5, 16), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "data", (5, 16))
    group.create_virtual_dataset("data", layout)


def stored(dtype, **options):
    return lambda group: group.create_dataset("data", data=VALUES.astype(dtype), **options)


OUT.mkdir(exist_ok=True)
files = [
    signal("big-endian", stored(">f4")),
    signal("int64", stored("i8")),
    signal("uint16-gzip-shuffle", stored("u2", chunks=(2, 16), compression="gzip", shuffle=True, fletcher32=True)),
    signal("uneven-axis", stored("f4"), 500 + 0.25 * np.arange(16) ** 1.2),
    signal("complex", stored("c8")),
    signal("half", stored("f2")),
    signal("boolean", stored("?")),
    signal("scale-offset", stored("i4", chunks=(5, 16), scaleoffset=4)),
    signal("lzf", stored("f4", chunks=(5, 16), compression="lzf")),
    signal("virtual", virtual),
    signal(
        "external-storage",
        lambda group: group.create_dataset("data", (5, 16), "f4", external=[("/etc/hostname", 0, 320)]),
    ),
    signal("soft-link", lambda group: group.__setitem__("data", h5py.SoftLink("/nowhere"))),
]
registry = {
    f"hdf5/{path.name}": {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "origin": "make-hdf5-golden.py",
        "licence": "ours",
    }
    for path in files
}
(HERE / "registry.json").write_text(json.dumps(registry, indent=2) + "\n")
