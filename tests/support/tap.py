"""Runs the functions of a test file that are called test_..., and prints TAP."""

import traceback


def run(names):
    """names: the file's globals()."""
    tests = [value for name, value in names.items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {test.__name__}")
        except Exception:
            traceback.print_exc()
            print(f"not ok {number} - {test.__name__}")
