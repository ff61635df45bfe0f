"""An entry goes into the text of calibrax.yml, and every other byte stays."""

from datetime import date

import pytest

from calibrax.settings.edit import Entry, flow, with_entry

NEW: Entry = {"benchmark": "b", "metric": "m", "since": "2222", "reason": "why not"}
FLOW = "{benchmark: b, metric: m, since: '2222', reason: why not}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"levels:\n  - {FLOW}\n"),
        ("# nothing yet\n", f"# nothing yet\nlevels:\n  - {FLOW}\n"),
        ("# nothing yet", f"# nothing yet\nlevels:\n  - {FLOW}\n"),
        ("---\n", f"---\nlevels:\n  - {FLOW}\n"),
        ("data: a", f"data: a\nlevels:\n  - {FLOW}\n"),
        ("data: a # why\n\n# end\n", f"data: a # why\n\n# end\nlevels:\n  - {FLOW}\n"),
        ("data: a\n...\n", f"data: a\nlevels:\n  - {FLOW}\n...\n"),
        ("data: a\r\n", f"data: a\r\nlevels:\r\n  - {FLOW}\r\n"),
        ("  data: a\n", f"  data: a\n  levels:\n    - {FLOW}\n"),
        ("{data: a}\n", f"{{levels: [{FLOW}], data: a}}\n"),
        ("{data: a,\n}", f"{{levels: [{FLOW}], data: a,\n}}"),
        ("{}", f"{{levels: [{FLOW}]}}"),
    ],
)
def test_a_list_that_is_not_there_becomes_the_last_key(before: str, after: str) -> None:
    assert with_entry(before, "levels", NEW) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "levels:   # accepted\n  # the old one\n  - {since: old}   # 1\ndata: a\n",
            f"levels:   # accepted\n  - {FLOW}\n  # the old one\n  - {{since: old}}   # 1\n"
            "data: a\n",
        ),
        ("levels:\n- {since: old}\n", f"levels:\n- {FLOW}\n- {{since: old}}\n"),
        ("levels:\n\n    - {since: old}", f"levels:\n    - {FLOW}\n\n    - {{since: old}}"),
        (
            "levels:\r\n  - {since: old}\r\n",
            f"levels:\r\n  - {FLOW}\r\n  - {{since: old}}\r\n",
        ),
        (
            '"levels":\n  -   since: old\n      reason: r\n',
            "\"levels\":\n  - benchmark: b\n    metric: m\n    since: '2222'\n"
            "    reason: why not\n  -   since: old\n      reason: r\n",
        ),
        ("levels: [{since: old}] # c\n", f"levels: [{FLOW}, {{since: old}}] # c\n"),
        (
            "levels: [\n  {since: old}, # c\n]\n",
            f"levels: [\n  {FLOW},\n  {{since: old}}, # c\n]\n",
        ),
        ("{levels: [{since: old}]}", f"{{levels: [{FLOW}, {{since: old}}]}}"),
    ],
)
def test_it_comes_first_in_a_list_that_is_there_in_its_style(before: str, after: str) -> None:
    assert with_entry(before, "levels", NEW) == after


@pytest.mark.parametrize(
    "content",
    [
        "- data\n",
        "levels: &all\n  - {since: old}\n",
        "levels: &all [{since: old}]\n",
        "levels:\n  &all\n  - {since: old}\n",
        "&all {data: a}",
        "levels: []\n",
        "levels: old\n",
    ],
)
def test_what_is_written_otherwise_is_left_to_a_human(content: str) -> None:
    assert with_entry(content, "levels", NEW) is None


def test_tags_stand_inside_and_a_day_without_quotes() -> None:
    entry: Entry = {"tags": {"a": "1", "b": "x"}, "expires": date(2027, 1, 31)}
    assert flow(entry) == "{tags: {a: '1', b: x}, expires: 2027-01-31}"
    assert with_entry("waivers:\n- metric: m\n", "waivers", entry) == (
        "waivers:\n- tags:\n    a: '1'\n    b: x\n  expires: 2027-01-31\n- metric: m\n"
    )


def test_an_entry_stays_on_its_line() -> None:
    assert flow({"reason": "a\nb"}) == '{reason: "a\\nb"}'
    assert "\n" not in flow({"reason": "word " * 100})
