"""The converter of tools/models on the real packages, and on damaged ones. Prints TAP."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONVERTER = ROOT / "tools" / "models" / "convert.py"
PACKAGES = Path(os.environ.get("TUCAI_PACKAGES", ROOT / "build" / "deps" / "node_modules"))
CONVERTED = ["face_detection.onnx", "face_landmarks.onnx", "selfie_segmentation.onnx"]
NAMES = sorted(CONVERTED + ["fr_eye.onnx", "fr_liveness.onnx"])
sys.path[:0] = [str(CONVERTER.parent), str(Path(__file__).parents[1] / "support")]

import operators  # noqa: E402
import tap  # noqa: E402
import tflite  # noqa: E402


def run(packages, out):
    command = [sys.executable, str(CONVERTER), "--packages", str(packages), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def folder():
    return Path(tempfile.mkdtemp(dir=SCRATCH))


def copy_packages():
    """The packages that are converted, as files that may be changed."""
    target = folder()
    ignore = shutil.ignore_patterns("*.wasm")
    shutil.copytree(PACKAGES / "@mediapipe", target / "@mediapipe", ignore=ignore)
    return target


def assert_one_line_about(result, name):
    assert result.returncode == 1, result
    assert result.stderr.startswith(f"convert.py: {name}: "), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr


def test_every_model_gets_its_pinned_bytes():
    out = folder() / "new" / "folder"
    result = run(PACKAGES, out)
    assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in out.iterdir()) == NAMES
    check = subprocess.run(
        ["sha256sum", "--check", "--quiet", CONVERTER.with_name("models.sha256")], cwd=out, check=False
    )
    assert check.returncode == 0


def test_what_is_there_and_right_is_left_alone():
    out = folder()
    run(PACKAGES, out)
    before = {name: (out / name).stat().st_mtime_ns for name in NAMES}
    result = run("/nonexistent", out)
    assert result.returncode == 0 and result.stdout.count("up to date") == len(NAMES)
    assert before == {name: (out / name).stat().st_mtime_ns for name in NAMES}


def test_what_is_there_and_wrong_is_made_again():
    out = folder()
    (out / NAMES[0]).write_bytes(b"half a file")
    assert run(PACKAGES, out).returncode == 0
    assert (out / NAMES[0]).stat().st_size > 2_000_000


def test_a_missing_package_is_told_in_one_line():
    assert_one_line_about(run(folder(), folder()), "face_detection")


def test_a_source_that_ends_early_leaves_no_file():
    packages, out = copy_packages(), folder()
    source = packages / "@mediapipe/selfie_segmentation/selfie_segmentation.tflite"
    source.write_bytes(source.read_bytes()[:100_000])
    assert_one_line_about(run(packages, out), "selfie_segmentation")
    assert sorted(path.name for path in out.iterdir()) == CONVERTED[:2]


def test_a_source_with_another_weight_is_refused():
    packages, out = copy_packages(), folder()
    source = packages / "@mediapipe/face_detection/face_detection_full_range.tflite"
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= 1
    source.write_bytes(data)
    result = run(packages, out)
    assert_one_line_about(result, "face_detection")
    assert "models.sha256" in result.stderr
    assert not list(out.iterdir())


def test_what_is_no_tflite_model_is_refused():
    try:
        tflite.read_model(b"no model, but long enough to look")
    except ValueError:
        return
    raise AssertionError("not refused")


def test_same_padding_puts_the_odd_pixel_last():
    assert operators.pads_of(operators.SAME, [256, 192], [3, 3], [2, 2]) == [0, 0, 1, 1]
    assert operators.pads_of(operators.SAME, [64, 64], [5, 3], [1, 1]) == [2, 1, 2, 1]
    assert operators.pads_of(1, [64, 64], [5, 5], [1, 1]) == [0, 0, 0, 0]


with tempfile.TemporaryDirectory() as SCRATCH:
    tap.run(globals())
