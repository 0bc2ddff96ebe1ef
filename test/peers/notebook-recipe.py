"""Rows of the catalogue in pandas: the address of a question's data, and a key. Prints what the spec compares."""
import json
import os
import sys

import pandas as pd

service, path = sys.argv[1:3]
headers = {"Authorization": "Bearer " + os.environ["KAIMEN_KEY"]}

# Without these two pandas rounds the last digit of some numbers.
table = pd.read_csv(service + path, storage_options=headers, float_precision="round_trip")
same = pd.read_json(service + path.replace(".csv", ".json"), storage_options=headers, orient="records", precise_float=True)
lines = pd.read_json(service + path.replace(".csv", ".ndjson"), storage_options=headers, lines=True, precise_float=True)
numbers = table[["gb_energy_J_m2", "excess_volume_angstrom", "sigma"]]

print(json.dumps({
    "rows": len(table),
    "columns": list(table.columns),
    "types": {name: str(kind) for name, kind in numbers.dtypes.items()},
    "missing": int(table["excess_volume_angstrom"].isna().sum()),
    "same": bool(table.equals(same[table.columns].astype(table.dtypes.to_dict()))
                 and table.equals(lines[table.columns].astype(table.dtypes.to_dict()))),
    "pearson": numbers.corr(method="pearson").to_dict(),
    "spearman": numbers.corr(method="spearman").to_dict(),
}))
