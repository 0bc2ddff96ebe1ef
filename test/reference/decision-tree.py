#!/usr/bin/env python3
"""Classification trees by scikit-learn, for src/science/structure-trees. Writes decision-tree.json beside itself.

Features are printed with 3 decimals, and the tree is of the printed numbers. scikit-learn tries features in random order
and keeps the first of equal splits, so a case is written only when 30 seeds give the same tree: no tie decides in it.
"""
import json
import os

import numpy as np
import sklearn
from sklearn.tree import DecisionTreeClassifier

rng = np.random.default_rng(11)
SEEDS = 30


def case(n, d, classes, criterion, depth, leaf):
    x = np.round(rng.normal(size=(n, d)), 3)
    score = x[:, 0] + np.where(x[:, 1] > 0.3, 1.5 * x[:, 2], -x[:, 3]) + 0.4 * rng.normal(size=n)
    y = np.digitize(score, np.quantile(score, np.arange(1, classes) / classes))
    grow = lambda seed, alpha=0.0: DecisionTreeClassifier(
        criterion=criterion, max_depth=depth, min_samples_leaf=leaf, random_state=seed, ccp_alpha=alpha
    ).fit(x, y)
    first = grow(0)
    t = first.tree_
    for seed in range(1, SEEDS):
        other = grow(seed).tree_
        if not (np.array_equal(t.feature, other.feature) and np.array_equal(t.threshold, other.threshold)):
            return None
    path = first.cost_complexity_pruning_path(x, y)
    alphas = np.unique(path.ccp_alphas)
    between = [float(np.sqrt(a * b)) for a, b in zip(alphas[1:-1], alphas[2:])]
    pruned = []
    for alpha in between:
        tree = grow(0, alpha)
        pruned.append({"alpha": alpha, "nLeaves": int(tree.get_n_leaves()), "predicted": tree.predict(x).tolist()})
    values = t.value[:, 0, :]
    return {
        "criterion": criterion, "maxDepth": depth, "minLeaf": leaf,
        "nSamples": n, "nFeatures": d, "nClasses": classes,
        "features": x.ravel().tolist(), "labels": y.tolist(),
        "nodes": [
            {
                "feature": int(t.feature[i]) if t.children_left[i] >= 0 else None,
                "threshold": float(t.threshold[i]) if t.children_left[i] >= 0 else None,
                "left": int(t.children_left[i]), "right": int(t.children_right[i]),
                "impurity": float(t.impurity[i]), "counts": np.round(values[i]).astype(int).tolist(),
            }
            for i in range(t.node_count)
        ],
        "path": {"alphas": path.ccp_alphas.tolist(), "impurities": path.impurities.tolist()},
        "pruned": pruned,
    }


cases = []
for n, d, classes in ((60, 4, 2), (150, 5, 3), (240, 8, 4)):
    for criterion in ("gini", "entropy"):
        for depth, leaf in ((3, 5), (6, 4)):
            found = None
            while found is None:
                found = case(n, d, classes, criterion, depth, leaf)
            cases.append(found)

out = {"made by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "script": "decision-tree.py", "cases": cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "decision-tree.json"), "w") as f:
    json.dump(out, f)
    f.write("\n")
