"""Variables of the environment: each option of a verb, and those of Weights & Biases."""

from tests.integration.bad_input import contents
from tests.integration.bad_input.case import Case

_CHECK = " (see: calibrax check --help)"
_TREND = " (see: calibrax trend --help)"


def _check(name: str, variable: str, value: str, says: str) -> Case:
    return Case(
        f"environment: {name}",
        ("check",),
        2,
        [f"Error: {says}"],
        environ={f"CALIBRAX_CHECK_{variable}": value},
        stored=True,
    )


def _other(name: str, words: str, code: int, says: str, **environ: str) -> Case:
    return Case(
        f"environment: {name}",
        words.split(),
        code,
        [f"Error: {says}"],
        environ=environ,
        stored=True,
    )


CASES = [
    _check("a threshold of NaN", "THRESHOLD", "nan", "…'nan' is no threshold: …" + _CHECK),
    _check("an infinite threshold", "THRESHOLD", "inf", "…'inf' is no threshold: …" + _CHECK),
    _check("a threshold below 0", "THRESHOLD", "-5%", "…'-5%' is no threshold: …" + _CHECK),
    _check("a threshold of 1e999", "THRESHOLD", "1e999%", "…'1e999%' is no threshold: …" + _CHECK),
    _check("a threshold of 5", "THRESHOLD", "5", "…'5' would be 500%: …" + _CHECK),
    _check("another digit", "THRESHOLD", "٣%", "…'٣%' is no threshold: …" + _CHECK),
    _check("an unknown mode", "MODE", "x", "Invalid value for '--mode': 'x' …" + _CHECK),
    _check("an unknown sensitivity", "SENSITIVITY", "x", "Invalid value for '--sensitivity': …"),
    _check("a history of -1", "HISTORY", "-1", "Invalid value for '--history': -1 …" + _CHECK),
    _check("a history of 1e9", "HISTORY", "1e9", "Invalid value for '--history': '1e9' …"),
    _check("an unknown finding", "FAIL_ON", "x", "…no finding 'x'; …" + _CHECK),
    _check("a run with a path", "RUN", "../x", "'../x' is no run id (1 to 128 …"),
    _check("a run of 5,000", "RUN", contents.LONG, "'xxx… is no run id (1 to 128 …"),
    _check(
        "a run that is not there", "RUN", "zz", "no run 'zz' in benchmark-data/runs; …a3, a2, a1"
    ),
    _check(
        "a run of which there are several", "RUN", "a", "4 runs begin with 'a' (a0, a1, a2, a3): …"
    ),
    _check(
        "a baseline of 5,000",
        "BASELINE",
        contents.LONG,
        f"the baseline's name '{'x' * 56}... has 5000 characters when encoded, more than 200: …",
    ),
    _other(
        "a count of nothing",
        "trend --metric t --point sort",
        2,
        "Invalid value for '--n-runs': 0 is not in the range x>=1" + _TREND,
        CALIBRAX_TREND_N_RUNS="0",
    ),
    _other(
        "a count of a huge integer",
        "trend --metric t --point sort",
        2,
        "Invalid value for '--n-runs': '999…",
        CALIBRAX_TREND_N_RUNS="9" * 5_000,
    ),
    _other(
        "a tag without value",
        "trend --metric t --point sort",
        2,
        "Invalid value for '--tag': 'framework' is no tag: write name=value" + _TREND,
        CALIBRAX_TREND_TAG="framework",
    ),
    _other(
        "days of a huge integer",
        "store prune",
        2,
        "Invalid value for '--keep-days': 99999999999999999999 is not in the range …",
        CALIBRAX_STORE_PRUNE_KEEP_DAYS="9" * 20,
    ),
    _other(
        "runs to keep of 0",
        "store prune",
        2,
        "Invalid value for '--keep': 0 is not in the range x>=1 (see: calibrax store prune --help)",
        CALIBRAX_STORE_PRUNE_KEEP="0",
    ),
    _other(
        "a slowdown of NaN",
        "backtest",
        2,
        "Invalid value for '--inject': 'nan': each slowdown is above 0% and below 1000% (see: …",
        CALIBRAX_BACKTEST_INJECT="nan",
    ),
    _other(
        "a slowdown of 1e999",
        "backtest",
        2,
        "Invalid value for '--inject': '1e999': each slowdown is above 0% and below 1000% (see: …",
        CALIBRAX_BACKTEST_INJECT="1e999",
    ),
    _other(
        "false alarms of NaN",
        "backtest --suggest",
        2,
        "Invalid value for '--false-alarms': 'nan' is no threshold: …",
        CALIBRAX_BACKTEST_FALSE_ALARMS="nan",
    ),
    _other(
        "rounds of 0",
        "ab -- true",
        2,
        "Invalid value for '--rounds': 0 is not in the range x>=1 (see: calibrax ab --help)",
        CALIBRAX_AB_ROUNDS="0",
    ),
    _other(
        "a time of NaN",
        "ab -- true",
        2,
        "Invalid value for '--timeout': 'nan' is no time: write 90s, 15m or 1h (see: …",
        CALIBRAX_AB_TIMEOUT="nan",
    ),
    _other(
        "an unknown format of a report",
        "render x.json",
        2,
        "Invalid value for '--format': 'x' is not one of …",
        CALIBRAX_RENDER_FORMAT="x",
    ),
    _other(
        "settings that are not there",
        "check",
        4,
        "no/such.yml: cannot be read: No such file or directory",
        CALIBRAX_CHECK_CONFIG="no/such.yml",
    ),
    _other(
        "a store that is not there",
        "summary",
        4,
        "nope: there is no such folder; …",
        CALIBRAX_SUMMARY_DATA="nope",
    ),
    _other(
        "a store of 5,000 that is not there",
        "summary",
        4,
        f"{'x' * 197}...: there is no such folder; calibrax ingest makes it, or give --data",
        CALIBRAX_SUMMARY_DATA=contents.LONG,
    ),
    _other(
        "a day out of range",
        "export --all --project p",
        2,
        "Invalid value for '--since': '2026-02-30' is no date: write …",
        CALIBRAX_EXPORT_SINCE="2026-02-30",
        WANDB_MODE="offline",
    ),
    _other(
        "an unknown mode of W&B",
        "export --project p",
        2,
        "no WANDB_MODE 'x'; calibrax takes online, offline, dryrun, disabled",
        WANDB_MODE="x",
        WANDB_API_KEY="k" * 40,
    ),
    _other(
        "a key of W&B that is blank",
        "export --project p",
        2,
        "Weights & Biases: WANDB_API_KEY is blank: …",
        WANDB_API_KEY=" ",
    ),
    _other(
        "a key of W&B with a newline",
        "export --project p",
        2,
        "Weights & Biases: WANDB_API_KEY …",
        WANDB_API_KEY="k" * 20 + "\n" + "k" * 20,
    ),
    _other(
        "a token of W&B in a file that is not there",
        "export --project p",
        2,
        "Weights & Biases: WANDB_IDENTITY_TOKEN_FILE: 'nope' cannot be read (No such file …",
        WANDB_IDENTITY_TOKEN_FILE="nope",
    ),
    _other(
        "a server of W&B that is no address",
        "export --project p",
        2,
        "Weights & Biases: WANDB_BASE_URL is no address of a server: write it as …",
        WANDB_API_KEY="k" * 40,
        WANDB_BASE_URL="not an address",
    ),
]
