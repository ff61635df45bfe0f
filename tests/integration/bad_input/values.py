"""The values in calibrax's own JSON, and keys that stand twice in it."""

from tests.integration.bad_input.runs import ingest, with_header, with_metric, with_point

METRICS: dict[str, tuple[str, str]] = {
    "true": ('{"value": true}', "value: expected float, got boolean"),
    "text": ('{"value": "1"}', "value: expected float, got string"),
    "null": ('{"value": null}', "value: expected float, got null"),
    "a list": ('{"value": [1]}', "value: expected float, got array"),
    "an object": ('{"value": {}}', "value: expected float, got object"),
    "nothing": ("{}", "object missing required field value"),
    "NaN": ('{"value": NaN}', "value: expected a finite number, got nan"),
    "an infinity": ('{"value": -Infinity}', "value: expected a finite number, got -inf"),
    "1e999": ('{"value": 1e999}', "value: expected a finite number, got inf"),
    "-1e999": ('{"value": -1e999}', "value: expected a finite number, got -inf"),
    "an integer of 400 digits": ('{"value": 1' + "0" * 400 + "}", "value: …out of range…"),
    "a string sample": (
        '{"value": 1, "samples": ["x"]}',
        "samples[0]: expected float or array, got string",
    ),
    "a null sample": (
        '{"value": 1, "samples": [null]}',
        "samples[0]: expected float or array, got null",
    ),
    "samples no list": (
        '{"value": 1, "samples": 3}',
        "samples: expected array or null, got integer",
    ),
    "NaN among samples": (
        '{"value": 1, "samples": [1.0, NaN]}',
        "samples: expected a finite number, got nan",
    ),
    "1e999 in a process": (
        '{"value": 1, "samples": [[1.0, 1e999]]}',
        "samples: expected a finite number, got inf",
    ),
    "samples of samples of samples": (
        '{"value": 1, "samples": [[[1]]]}',
        "samples[0][0]: expected float, got array",
    ),
    "mixed samples": (
        '{"value": 1, "samples": [1, [2]]}',
        "samples: mixes values with lists of values (processes x values)",
    ),
    "a process without values": (
        '{"value": 1, "samples": [[1], []]}',
        "samples: holds a process without values",
    ),
    "bounds the wrong way": (
        '{"value": 1, "lower": 2, "upper": 1}',
        "lower: the bound 2.0 is above upper 1.0",
    ),
    "a bound of text": ('{"value": 1, "lower": "0"}', "lower: expected float or null, got string"),
    "a bound of NaN": (
        '{"value": 1, "upper": NaN}',
        "upper: expected a finite number, got nan",
    ),
}

REPEATED: dict[str, tuple[bytes, str]] = {
    "the id": (with_header('"id": "x", "id": "y"'), "the key 'id' stands twice at the top level"),
    "a metric": (
        with_metric('{"value": 1}, "t": {"value": 2}'),
        "points[0].metrics: the key 't' stands twice",
    ),
    "a value": (
        with_metric('{"value": 1, "value": 2}'),
        "points[0].metrics.t: the key 'value' stands twice",
    ),
    "a tag": (
        with_point('"name": "a", "scenario": "a", "tags": {"x": "1", "x": "1"}'),
        "points[0].tags: the key 'x' stands twice",
    ),
    "an escaped key": (
        with_header('"suite": "x", "\\u0073uite": "y"'),
        "the key 'suite' stands twice at the top level",
    ),
}

CASES = [
    *(
        ingest(
            f"the value {name}",
            with_metric(metric),
            f"in.json [calibrax]: point 'a', metric 't': {message}",
        )
        for name, (metric, message) in METRICS.items()
    ),
    *(
        ingest(f"{name} twice", content, f"in.json: {message}")
        for name, (content, message) in REPEATED.items()
    ),
]
