"""Makes test/golden/formats/*: small files in the layouts of Velox, NCEM, Nion Swift and NeXus, and arrays of numpy.

The layouts follow the formats' documents and public readers, not files of the instruments; a file that other programs
wrote is in ../shared/data where there is one. Values count up from 0, in the order (position, energy) or (y, x, energy),
so that a test can tell where each one went. Needs h5py and numpy. Run: python3 test/golden/make-format-golden.py
"""
import hashlib
import io
import json
import pathlib
import zipfile

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
OUT = HERE / "formats"
LINE = np.arange(80, dtype="f4").reshape(5, 16)
MAP = np.arange(2 * 3 * 8, dtype="f4").reshape(2, 3, 8)


def as_bytes(data):
    """Velox keeps JSON as a column of bytes with NULs behind it."""
    text = json.dumps(data).encode()
    return np.frombuffer(text + bytes(64), dtype="u1").reshape(-1, 1)


def velox(name, stored, binary_result, windows):
    with h5py.File(OUT / name, "w") as file:
        file.create_dataset("Version", data=[json.dumps({"format": "Velox", "version": "11"})], dtype=h5py.string_dtype())
        image = file.create_group("Data/Image/aa")
        image.create_dataset("Data", data=np.zeros((2, 3, 1), "u2"))
        image.create_dataset("Metadata", data=as_bytes({}))
        stream = file.create_group("Data/SpectrumImage/bb")
        stream.create_dataset("Metadata", data=as_bytes({"BinaryResult": binary_result}))
        for i, (offset, dispersion) in enumerate(windows):
            group = file.create_group(f"Data/EelsSpectrumImage/window{i}")
            group.create_dataset("Data", data=stored + 1000 * i)
            group.create_dataset("AcquisitionMetadata", data=as_bytes({"Data": {"offset": offset, "dispersion": dispersion}}))
            group.create_dataset(
                "Metadata",
                data=as_bytes(
                    {
                        "Optics": {"AccelerationVoltage": "300000", "BeamConvergence": "0.0251", "LastMeasuredScreenCurrent": "1.5e-10"},
                        "Scan": {"DwellTime": "0.002"},
                        "Instrument": {"InstrumentModel": "Titan"},
                        "Acquisition": {"AcquisitionStartDatetime": {"DateTime": "1603977376"}},
                        "CustomProperties": {},
                    }
                ),
            )


def ncem(name, version, kind, data, dims, first_dim):
    with h5py.File(OUT / name, "w") as file:
        file.attrs["version_major"], file.attrs["version_minor"] = version
        group = file.create_group("data/scan")
        group.attrs["emd_group_type"] = kind
        group.create_dataset("data", data=data)
        for i, (values, axis_name, units) in enumerate(dims):
            dim = group.create_dataset(f"dim{i + first_dim}", data=np.asarray(values, "f8"))
            dim.attrs["name"], dim.attrs["units"] = axis_name, units
        microscope = file.create_group("microscope")
        microscope.attrs["voltage"], microscope.attrs["voltage_units"], microscope.attrs["name"] = 200000.0, "[V]", "TEAM 0.5"
        file.create_group("sample").attrs["material"] = "SrTiO3"


NION = {
    "version": 1,
    "reader_version": 1,
    "title": "Spectra along a line",
    "is_sequence": False,
    "collection_dimension_count": 1,
    "datum_dimension_count": 1,
    "intensity_calibration": {"offset": 0.0, "scale": 1.0, "units": "counts"},
    "spatial_calibrations": [
        {"offset": -1.0, "scale": 0.5, "units": "nm"},
        {"offset": -20000.0, "scale": 250.0, "units": "meV"},
    ],
    "metadata": {
        "hardware_source": {"exposure": 0.1, "signal_type": "eels", "hardware_source_name": "EELS camera"},
        "instrument": {"high_tension": 60000, "convergence_angle": 0.03, "collection_angle": 0.025},
    },
    "datetime_modified": {"local_datetime": "2020-05-01T12:00:00", "tz": "+0200", "dst": "+60"},
    "missing": float("nan"),
}


def npy(array):
    with io.BytesIO() as stream:
        np.save(stream, array)
        return stream.getvalue()


def archive(name, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(OUT / name, "w", compression) as file:
        for member, data in members:
            file.writestr(zipfile.ZipInfo(member, (2020, 1, 1, 0, 0, 0)), data, compress_type=compression)


def nion_hdf5(name, path):
    properties = {key: value for key, value in NION.items() if key not in ("spatial_calibrations", "missing")}
    properties["dimensional_calibrations"] = NION["spatial_calibrations"]
    with h5py.File(OUT / name, "w") as file:
        file.create_dataset(path, data=LINE).attrs["properties"] = json.dumps(properties)
        if path != "data":
            file.create_group("index").attrs["1"] = json.dumps({"display": {}})


def nexus(name):
    """NXspectrum of NXem, one spectrum image."""
    with h5py.File(OUT / name, "w") as file:
        file.attrs["NX_class"], file.attrs["default"] = "NXroot", "entry1"

        def group(path, kind):
            made = file.require_group(path)
            made.attrs["NX_class"] = kind
            return made

        entry = group("entry1", "NXentry")
        entry["definition"] = "NXem"
        entry["start_time"] = "2024-03-04T20:17:00+01:00"
        group("entry1/measurement", "NXem_measurement")
        group("entry1/measurement/instrument", "NXem_instrument")
        group("entry1/measurement/instrument/ebeam_column", "NXebeam_column")
        source = group("entry1/measurement/instrument/ebeam_column/electron_source", "NXsource")
        source.create_dataset("voltage", data=200.0).attrs["units"] = "kV"
        group("entry1/measurement/event1", "NXem_event_data")
        group("entry1/measurement/event1/spectrum1", "NXspectrum")
        data = group("entry1/measurement/event1/spectrum1/spectrum_2d", "NXdata")
        data.attrs["signal"] = "intensity"
        data.attrs["axes"] = np.array(["axis_j", "axis_i", "axis_energy"], dtype=h5py.string_dtype())
        data["title"] = "Spectrum image"
        data["intensity"] = MAP
        for axis, values, units in (("axis_j", [0.0, 2.0], "nm"), ("axis_i", [0.0, 0.5, 1.0], "nm"), ("axis_energy", 0.4 + 0.001 * np.arange(8), "keV")):
            data.create_dataset(axis, data=np.asarray(values)).attrs["units"] = units


def old_nexus(name):
    """signal=1 and axes="a:b" on the field."""
    with h5py.File(OUT / name, "w") as file:
        entry = file.create_group("entry")
        entry.attrs["NX_class"] = np.bytes_("NXentry")
        data = entry.create_group("data")
        data.attrs["NX_class"] = np.bytes_("NXdata")
        counts = data.create_dataset("counts", data=LINE.T.copy())
        counts.attrs["signal"], counts.attrs["axes"] = 1, np.bytes_("energy:position")
        data.create_dataset("energy", data=500 + 0.25 * np.arange(16)).attrs["units"] = np.bytes_("eV")
        data.create_dataset("position", data=2.0 * np.arange(5)).attrs["units"] = np.bytes_("nm")


OUT.mkdir(exist_ok=True)
nanometres = {"PixelSize": {"width": "5e-10", "height": "2e-9"}, "Offset": {"x": "0", "y": "1e-9"}, "PixelUnitX": "m", "PixelUnitY": "m"}
velox("velox-line.emd", LINE, {**nanometres, "Offset": {"x": "0"}}, [(-20.0, 0.5), (500.0, 0.25)])
velox("velox-map.emd", np.ascontiguousarray(MAP.transpose(1, 2, 0)), nanometres, [(500.0, 0.25)])
ncem("ncem-0.2.emd", (0, 2), 1, LINE.T.copy(), [(500 + 0.25 * np.arange(16), "Energy loss", "[e_V]"), ([0, 0.5], "x", "[n_m]")], 1)
ncem("ncem-1.0.emd", (1, 0), "array", LINE, [([0, 0.5], "x", "nm"), ([500, 500.25], "Energy loss", "eV")], 0)
archive("line.ndata1", [("metadata.json", json.dumps(NION)), ("data.npy", npy(LINE))])
archive("line.ndata", [("data.npy", npy(LINE.astype(">i2"))), ("metadata.json", json.dumps(NION))], zipfile.ZIP_STORED)
archive("numpy-export.zip", [("scan.npy", npy(np.asfortranarray(LINE.astype("f8")))), ("scan.json", json.dumps(NION))])
nion_hdf5("line.nhdf", "data/1")
nion_hdf5("library.h5", "data")
nexus("nxem.nxs")
old_nexus("old-nxdata.nxs")
for dtype in ("<f4", ">f8", "|u1", "<i8", ">u4"):
    np.save(OUT / f"{np.dtype(dtype).name}_-1eV_to_3eV.npy", LINE.astype(dtype))
np.save(OUT / "complex.npy", LINE.astype("c8"))

path = HERE / "registry.json"
registry = {key: value for key, value in json.loads(path.read_text()).items() if not key.startswith("formats/")}
for made in sorted(OUT.iterdir()):
    registry[f"formats/{made.name}"] = {
        "sha256": hashlib.sha256(made.read_bytes()).hexdigest(),
        "origin": "make-format-golden.py",
        "licence": "ours",
    }
path.write_text(json.dumps(registry, indent=2) + "\n")
