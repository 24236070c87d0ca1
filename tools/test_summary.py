#!/usr/bin/env python3
"""Counts the test cases of meson test runs: python3 tools/test_summary.py BUILD_FOLDER...

A program that speaks TAP counts as its lines say, any other as one case. A program that ended
badly counts as one failure more, so that a crash between two cases is never lost.
Ends with 'N passed, N failed[, N skipped]'; the exit status is 1 if anything failed or none ran.
"""

import json
import pathlib
import re
import sys
from collections import Counter

CASE = re.compile(r"^(not )?ok\b([^#\n]*)(#\s*(skip|todo))?", re.IGNORECASE | re.MULTILINE)


def count(run):
    """Counts the cases of one test program, from one line of meson's log."""
    cases = Counter()
    for match in CASE.finditer(run.get("stdout", "")):
        kind = "skipped" if match[3] else "failed" if match[1] else "passed"
        cases[kind] += 1
    result = run["result"]
    if result in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS"):
        cases["failed"] += 0 if cases["failed"] and result == "FAIL" else 1
    elif not cases:
        cases["skipped" if result == "SKIP" else "passed"] += 1
    return cases


def main(folders):
    total = Counter()
    for folder in folders:
        log = pathlib.Path(folder, "meson-logs", "testlog.json")
        for line in log.read_text().splitlines() if log.exists() else ():  # none of the tests was asked for
            total += count(json.loads(line))
    text = f"{total['passed']} passed, {total['failed']} failed"
    if total["skipped"]:
        text += f", {total['skipped']} skipped"
    print(text)
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
