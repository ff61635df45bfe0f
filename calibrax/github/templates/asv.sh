asv machine --yes
commit=$(git rev-parse HEAD)
asv --config @CONFIG@ run --python=same --set-commit-hash "$commit"
python - "$commit" <<'EOF'
# Turns the results of asv into calibrax's own JSON.
import itertools, json, math, pathlib, sys

def load(path):
    return json.loads(path.read_text(encoding="utf-8"))

points, failed, definitions = [], [], {}
for machine in pathlib.Path().rglob("machine.json"):
    index = load(machine.parent.parent / "benchmarks.json")
    for path in machine.parent.glob(f"{sys.argv[1][:8]}*.json"):
        stored = load(path)
        for name, columns in stored["results"].items():
            row = dict(zip(stored["result_columns"], columns))
            unit = index[name]["unit"]
            metric, unit = {"seconds": ("time", "s"), "bytes": ("memory", "B")}.get(
                unit, ("value", unit))
            definitions[metric] = {"name": metric, "unit": unit, "direction": "lower"}
            cases = itertools.product(*(row.get("params") or []))
            for values, case in zip(row["result"] or [None], cases):
                tags = dict(zip(index[name]["param_names"], case))
                if values is None:
                    failed.append(" ".join([name, *case]))
                elif not math.isnan(values):
                    points.append({"name": name, "scenario": name, "tags": tags,
                                   "metrics": {metric: {"value": values}}})

run = {"points": points, "metric_defs": definitions, "metadata": {"failed": failed}}
with open("results.json", "w", encoding="utf-8") as results:
    json.dump(run, results)
EOF
