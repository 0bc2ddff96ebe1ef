"""A network made elsewhere: PyTorch makes it and says what it answers; our program has only the ONNX file and a manifest.

    /usr/bin/python3 test/golden/models/make-torch-model.py      (torch 1.13; the package onnx is not needed)
"""
import hashlib, json, os
import torch

N = 96
torch.manual_seed(7)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv1d(1, 4, 5, stride=4, padding=2)
        self.norm = torch.nn.BatchNorm1d(4)
        self.out = torch.nn.Linear(4 * N // 4, 3)
        self.curve = torch.nn.Linear(4 * N // 4, 6)

    def forward(self, x):
        h = torch.nn.functional.gelu(self.norm(self.conv(x.unsqueeze(1)))).flatten(1)
        return torch.softmax(self.out(h), -1), torch.relu(self.curve(h))


net = Net()
net.norm.running_mean.uniform_(-0.2, 0.2)
net.norm.running_var.uniform_(0.5, 1.5)
net.eval()
here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, "mn-l23-torch", "0.1.0")
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "model.onnx")
torch.onnx.export(
    net, torch.zeros(2, N), path, opset_version=13, input_names=["x"], output_names=["p", "rdf"],
    dynamic_axes={"x": {0: "n"}, "p": {0: "n"}, "rdf": {0: "n"}},
)
rows = torch.rand(5, N) * 2
with torch.no_grad():
    p, rdf = net(rows)
rounded = lambda t: [[round(v, 7) for v in row] for row in t.tolist()]
with open(os.path.join(here, "mn-l23-torch-answers.json"), "w") as f:
    json.dump({"torch": torch.__version__, "rows": rounded(rows), "p": rounded(p), "rdf": rounded(rdf)}, f)
sha = hashlib.sha256(open(path, "rb").read()).hexdigest()
interval = {
    "level": 0.9, "factor": 1, "floorStd": 0.1, "nCalibration": 0,
    "difficulty": {"evenness": 0, "noise": 0, "typicalNoise": 1},
}
head = lambda name, label, tensor, kind: {"name": name, "label": label, "tensor": tensor, "kind": kind}
manifest = {
    "schema": "kaimen.model/1",
    "task": "mn-l23-torch",
    "version": "0.1.0",
    "title": "A network made elsewhere, of random weights (for tests)",
    "status": "benchmark",
    "technique": "EELS",
    "edge": {"element": "Mn", "shell": "L3", "nominalEv": 642},
    "input": {
        "tensor": "x",
        "grid": {"startEv": -8, "stepEv": 0.3, "nChannels": N},
        "alignment": "maximum",
        "searchEv": 12,
        "background": "level",
        "backgroundWindowEv": [-20, -8],
        "normalisation": "maximum",
        "smoothingEv": None,
    },
    "outputs": [
        {**head("coordination", "coordination", "p", "classes"), "labels": ["4", "5", "6"], "set": {"level": 0.9, "minProbability": 0.2}},
        {**head("rdf", "radial distribution", "rdf", "curve"), "unit": "1/Å",
         "axis": {"label": "distance", "unit": "Å", "start": 1.5, "step": 0.5, "n": 6}, "interval": interval},
    ],
    "members": 1,
    "files": {"model.onnx": sha},
    "training": {"datasets": [], "device": "none: random weights", "seed": 7, "command": None, "durationS": None,
                 "software": "torch " + torch.__version__},
}
with open(os.path.join(folder, "manifest.json"), "w") as f:
    json.dump(manifest, f, indent=1, ensure_ascii=False)
    f.write("\n")
