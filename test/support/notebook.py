"""What a notebook does in the morning: the table of all analyses, by Python's standard library alone and a key that may only read."""
import csv
import io
import json
import os
import urllib.request


def get(path):
    headers = {"Authorization": "Bearer " + os.environ["KAIMEN_KEY"]}
    request = urllib.request.Request(os.environ["KAIMEN_URL"] + "/api/v1" + path, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode("utf-8")


def every(path):
    cursor = ""
    while cursor is not None:
        page = json.loads(get(path + "?limit=50" + cursor))
        yield from page["items"]
        cursor = page["nextCursor"] and "&cursor=" + page["nextCursor"]


file_names = {dataset["id"]: dataset["fileName"] for dataset in every("/datasets")}
table = csv.DictReader(io.StringIO(get("/catalogue/tables/analyses.csv")))
print(json.dumps([dict(row, fileName=file_names[row["dataset_id"]]) for row in table]))
