#!/usr/bin/env python3
"""Makes the ONNX models of libidphoto from npm packages: MediaPipe's TFLite files are converted, what is
ONNX already is taken as it is.

    python3 tools/models/convert.py --packages build/deps/node_modules --out build/deps/models

Needs Python 3.11 and nothing else. The result is the same byte for byte on every machine; its
SHA-256 must be the one in models.sha256 beside this file, which the C code carries too (in the
ModelSpec of the module that uses it). A model that is already there and right is left alone.

To change a model or this converter: run it, take the new hash from the message, put it into
models.sha256 and into the ModelSpec, and look at the results again (docs/models.md).
"""

import argparse
import hashlib
import json
import os
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import operators
import tflite

FULL_RANGE = "@mediapipe/face_detection/face_detection_full_range.tflite"
SELFIE = "@mediapipe/selfie_segmentation/selfie_segmentation.tflite"
MESH_PACK = "@mediapipe/face_mesh/face_mesh_solution_packed_assets"
MESH = "face_landmark_with_attention.tflite"
FACEPLUGIN = "faceplugin-face-recognition-js/model"


@dataclass
class Recipe:
    name: str
    file: str  # in the folder of packages
    member: str  # of a packed file, else ""
    outputs: list  # (name of the TFLite tensor, name and shape given out); none: it is ONNX already


RECIPES = [
    Recipe(
        "face_detection",
        FULL_RANGE,
        "",
        [
            ("reshaped_classifier_face_4", "scores", [2304]),  # logits
            ("reshaped_regressor_face_4", "boxes", [2304, 16]),
        ],
    ),
    Recipe(
        "face_landmarks",
        MESH_PACK,
        MESH,
        [
            ("conv_faceflag", "presence", [1]),  # logit
            ("output_mesh", "mesh", [468, 3]),
            ("transform_landmarks_v2", "lips", [80, 2]),
            ("transform_landmarks_v2_1", "eye_left", [71, 2]),
            ("transform_landmarks_v2_2", "iris_left", [5, 2]),
            ("transform_landmarks_v2_3", "eye_right", [71, 2]),
            ("transform_landmarks_v2_4", "iris_right", [5, 2]),
        ],
    ),
    # "segment" is the tensor before the last sigmoid: the matte works on logits.
    Recipe("selfie_segmentation", SELFIE, "", [("segment", "logits", [256, 256])]),
    Recipe("fr_liveness", FACEPLUGIN + "/fr_liveness.onnx", "", []),
    Recipe("fr_eye", FACEPLUGIN + "/fr_eye.onnx", "", []),
]


def read_source(packages, recipe):
    if not recipe.member:
        return (packages / recipe.file).read_bytes()
    loader = (packages / (recipe.file + "_loader.js")).read_text()
    for entry in json.loads(re.search(r'"files": (\[.*?\])', loader).group(1)):
        if entry["filename"].endswith("/" + recipe.member):
            data = (packages / (recipe.file + ".data")).read_bytes()
            return data[entry["start"] : entry["end"]]
    raise ValueError(f"no {recipe.member} in {recipe.file}")


def read_pins():
    lines = Path(__file__).with_name("models.sha256").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def write_whole(path, data):
    """Nobody ever sees half a file: write beside it, then rename."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(part, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def make(recipe, packages, folder, pin):
    path = folder / f"{recipe.name}.onnx"
    if path.is_file() and sha256(path.read_bytes()) == pin:
        return f"{path.name}: up to date"
    data = read_source(packages, recipe)
    if recipe.outputs:
        data = operators.convert(tflite.read_model(data), recipe.name, "image", recipe.outputs)
    if sha256(data) != pin:
        raise ValueError(f"result has SHA-256 {sha256(data)}, models.sha256 says {pin}")
    write_whole(path, data)
    return f"{path.name}: {len(data)} bytes"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--packages", type=Path, required=True, help="folder node_modules")
    parser.add_argument("--out", type=Path, required=True, help="folder for the .onnx files")
    options = parser.parse_args()
    pins = read_pins()
    options.out.mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES:
        try:
            print(make(recipe, options.packages, options.out, pins[f"{recipe.name}.onnx"]))
        except (OSError, ValueError, LookupError, AttributeError, struct.error) as error:
            sys.exit(f"convert.py: {recipe.name}: {error}")


if __name__ == "__main__":
    main()
