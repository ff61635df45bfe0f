@RUN@ | tee benchmarks.txt
python - <<'EOF'
# Turns the lines of the tool into calibrax's own JSON: the times, and nothing else of them.
import json, re, statistics

package, samples = "", {}
with open("benchmarks.txt", encoding="utf-8") as lines:
    for line in lines:
        if line.startswith("pkg: "):
            package = line.split()[1] + "."
        found = re.match(r"@PATTERN@", line)
        if found:
            seconds = float(found[2].replace(",", "")) / 1e9
            samples.setdefault(package + found[1], []).append(seconds)

points = [
    {"name": name, "scenario": name,
     "metrics": {"time": {"value": statistics.median(values), "samples": values}}}
    for name, values in samples.items()
]
definition = {"name": "time", "unit": "s", "direction": "lower"}
with open("results.json", "w", encoding="utf-8") as results:
    json.dump({"points": points, "metric_defs": {"time": definition}}, results)
EOF
