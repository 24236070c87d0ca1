"""What the embedding of migrations refuses, and the C it writes. Prints TAP.

That the texts arrive unaltered in the database is migrate_test.c's.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOOL = ROOT / "tools/embed_migrations.py"
sys.path[:0] = [str(ROOT / "tests" / "support")]

import tap  # noqa: E402


def embed(names, given=None):
    """Runs the tool on files made for it; its status, what it said, what it wrote."""
    root = Path(tempfile.mkdtemp(dir=SCRATCH))
    paths = []
    for name in names:
        path = root / f"{name}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text("SELECT 1;\n")
        paths.append(str(path))
    out = root / "out.c"
    command = [sys.executable, str(TOOL), str(out), "get", *paths[:given]]
    run = subprocess.run(command, capture_output=True, text=True)
    return run.returncode, run.stderr, out.read_text() if out.exists() else None


def test_both_dialects_are_written_in_order():
    status, _, text = embed(
        ["sqlite/0002_b", "sqlite/0001_a", "postgres/0001_a", "postgres/0002_b"]
    )
    assert status == 0
    assert text.count("SELECT 1;\\012") == 4
    assert text.index("0001_a") < text.index("0002_b")
    assert "*ret_n_migrations = 2;" in text


def test_none_are_none():
    status, _, text = embed([])
    assert status == 0 and "*ret_n_migrations = 0;" in text


def refuses(names, word, given=None):
    status, said, text = embed(names, given)
    assert status == 1 and word in said and text is None, (status, said)


def test_a_migration_of_one_dialect_only_is_refused():
    refuses(["sqlite/0001_a", "postgres/0001_b"], "differ")
    refuses(["sqlite/0001_a"], "differ")


def test_a_gap_or_a_number_twice_is_refused():
    refuses(["sqlite/0002_a", "postgres/0002_a"], "expected 0001")
    refuses([f"{d}/{n}" for d in ("sqlite", "postgres") for n in ("0001_a", "0001_b")], "0001_b")


def test_a_name_of_another_form_is_refused():
    refuses(["sqlite/0001-a", "postgres/0001-a"], "0001-a")


def test_a_forgotten_file_is_refused():
    refuses(["sqlite/0001_a", "postgres/0001_a", "sqlite/0002_b"], "not named", given=2)


with tempfile.TemporaryDirectory() as SCRATCH:
    tap.run(globals())
