"""Plants a fault for each check of tools/check and for the counting of tests. Prints TAP."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tools/check", "tools", "tests/support")]

import banned  # noqa: E402
import docs  # noqa: E402
import layers  # noqa: E402
import models  # noqa: E402
import sizes  # noqa: E402
import source  # noqa: E402
import tap  # noqa: E402


def tree(**files):
    """A folder with the given files; `__` stands for / and `_` before the suffix for a dot."""
    root = Path(tempfile.mkdtemp(dir=SCRATCH))
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_c", ".c").replace("_h", ".h")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def found(check, root):
    return [(str(path), line) for path, line, _ in check.find(root)]


def test_lower_layer_may_not_include_a_higher_one():
    root = tree(
        lib__base__a_c='#include "lib/engine/e.h"\n',
        lib__engine__e_h='\n#include "lib/base/b.h"\n',
        lib__base__b_h="",
    )
    assert found(layers, root) == [("lib/base/a.c", 1)]


def test_library_may_not_include_the_program():
    root = tree(lib__codec__a_c='\n#include "src/base/b.h"\n', src__base__b_h="")
    assert found(layers, root) == [("lib/codec/a.c", 2)]


def test_third_party_header_belongs_to_one_folder():
    root = tree(
        lib__face__a_c="#include <vips/vips.h>\n", lib__codec__b_c="#include <vips/vips.h>\n"
    )
    assert found(layers, root) == [("lib/face/a.c", 1)]


def test_third_party_header_may_belong_to_a_folder_below():
    text = "#include <sqlite3.h>\n"
    root = tree(src__store__a_c=text, src__store__sqlite__b_c=text, src__store__sqlites__c_c=text)
    assert found(layers, root) == [("src/store/a.c", 1), ("src/store/sqlites/c.c", 1)]


def test_folder_without_a_layer_is_found():
    root = tree(lib__new__a_c='#include "lib/base/b.h"\n', lib__base__b_h="")
    assert found(layers, root) == [("lib/new/a.c", 1)]


def test_banned_call_is_found_but_not_its_name_in_a_comment_or_text():
    text = '/* strcpy(a) */\nconst char *s = "strcpy(a)";\nvoid f(void) { strcpy (a, b); }\n'
    assert found(banned, tree(lib__base__a_c=text)) == [("lib/base/a.c", 3)]


def test_heap_is_banned_in_the_library_outside_its_door():
    call = "void *f(void) { return malloc(1); }\n"
    root = tree(lib__base__alloc_c=call, lib__codec__a_c=call, src__cmd__b_c=call)
    assert found(banned, root) == [("lib/codec/a.c", 1)]


def function(name, n_lines):
    return f"int {name}(int a,\n    int b)\n{{\n" + "    a++;\n" * (n_lines - 2) + "}\n"


def test_function_over_100_lines_is_refused():
    root = tree(lib__base__a_c=function("fits", 100) + "\n" + function("long_one", 101))
    assert found(sizes, root) == [("lib/base/a.c", 104)]


def test_function_over_100_lines_is_let_pass_with_a_reason():
    root = tree(lib__base__a_c=function("long_one", 101))
    (root / "tools").mkdir()
    (root / "tools/sizes.allow").write_text("lib/base/a.c long_one: a table\n")
    assert found(sizes, root) == []
    (root / "tools/sizes.allow").write_text("lib/base/a.c long_one:\n")
    assert found(sizes, root) == [("lib/base/a.c", 1)]


def test_exported_symbol_without_a_comment_is_found():
    text = "/* Says a. */\nIDP_EXPORT int idp_a(void);\nIDP_EXPORT int idp_b(void);\n\n"
    root = tree(include__idphoto__a_h=text + "IDP_EXPORT IDP_MUST_USE int\nidp_c(void);\n")
    assert found(docs, root) == [("include/idphoto/a.h", 5)]


def test_model_hash_of_c_and_converter_must_agree():
    pinned, other = "a" * 64, "b" * 64
    root = tree(lib__face__a_c=f'const char *hash = "{pinned}";\n')
    (root / "tools/models").mkdir(parents=True)
    (root / "tools/models/models.sha256").write_text(f"{pinned}  face.onnx\n")
    assert found(models, root) == []
    (root / "tools/models/models.sha256").write_text(f"{other}  face.onnx\n")
    assert found(models, root) == [("lib/face/a.c", 1), ("tools/models/models.sha256", 1)]


def test_blank_keeps_lines_and_removes_comments_and_texts():
    text = "a /* x\ny */ b; // z\nchar c = '\\''; char *d = \"//\";\n"
    blanked = source.blank(text)
    assert blanked.count("\n") == text.count("\n")
    assert "x" not in blanked and "z" not in blanked and "//" not in blanked
    assert "b;" in blanked and "char *d" in blanked


def test_each_check_says_so_by_its_exit_status():
    root = tree(lib__base__a_c="void f(void) { gets(b); }\n")
    command = [sys.executable, str(ROOT / "tools/check/banned.py"), str(root)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stdout.startswith("lib/base/a.c:1: gets")


def summary_of(*runs):
    """What test_summary says of a build folder whose log has these (result, stdout) runs."""
    folder = Path(tempfile.mkdtemp(dir=SCRATCH))
    (folder / "meson-logs").mkdir()
    lines = [json.dumps({"result": result, "stdout": stdout}) for result, stdout in runs]
    (folder / "meson-logs/testlog.json").write_text("\n".join(lines) + "\n")
    other = folder / "build-without-these-tests"
    command = [sys.executable, str(ROOT / "tools/test_summary.py"), str(folder), str(other)]
    run = subprocess.run(command, capture_output=True, text=True)
    return run.stdout.strip(), run.returncode


def test_summary_counts_cases():
    tap = "1..3\nok 1 - a\nok 2 - b\nok 3 - c # SKIP no photos\n# ok - group\n"
    assert summary_of(("OK", tap), ("OK", "no tap")) == ("3 passed, 0 failed, 1 skipped", 0)


def test_summary_of_a_failure_fails():
    assert summary_of(("FAIL", "1..2\nok 1 - a\nnot ok 2 - b\n")) == ("1 passed, 1 failed", 1)


def test_summary_counts_a_crash_between_cases():
    assert summary_of(("ERROR", "1..2\nok 1 - a\n")) == ("1 passed, 1 failed", 1)
    assert summary_of(("TIMEOUT", "")) == ("0 passed, 1 failed", 1)


def test_summary_of_no_test_fails():
    assert summary_of(("SKIP", "")) == ("0 passed, 0 failed, 1 skipped", 1)


with tempfile.TemporaryDirectory() as SCRATCH:
    tap.run(globals())
