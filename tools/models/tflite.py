"""Reads a TFLite model: a flatbuffer of tensors, buffers and operators in running order.

Only what the three MediaPipe models use is read. Field numbers are those of TensorFlow's
schema.fbs, in the order in which each table declares its fields.
"""

import struct
from dataclasses import dataclass

FLOAT32, FLOAT16, INT32 = 0, 1, 2  # TensorType


@dataclass
class Tensor:
    name: str
    shape: list
    kind: int
    data: bytes  # empty: computed by an operator


@dataclass
class Operator:
    code: int  # BuiltinOperator
    custom: str  # name of a custom operator, else ""
    inputs: list  # positions in Model.tensors; -1: left out
    outputs: list
    options: "Table"  # of a built-in operator, or None
    custom_options: bytes


@dataclass
class Model:
    tensors: list
    operators: list
    inputs: list
    outputs: list


class Table:
    """A flatbuffer table: fields are found through its table of offsets, absent ones by default."""

    def __init__(self, data, position):
        self.data, self.position = data, position
        self.offsets = position - struct.unpack_from("<i", data, position)[0]

    def _find(self, field):
        n_bytes = struct.unpack_from("<H", self.data, self.offsets)[0]
        slot = 4 + 2 * field
        if slot >= n_bytes:
            return None
        offset = struct.unpack_from("<H", self.data, self.offsets + slot)[0]
        return self.position + offset if offset else None

    def scalar(self, field, form="i", default=0):
        at = self._find(field)
        return default if at is None else struct.unpack_from("<" + form, self.data, at)[0]

    def _follow(self, at):
        return at + struct.unpack_from("<I", self.data, at)[0]

    def table(self, field):
        at = self._find(field)
        return None if at is None else Table(self.data, self._follow(at))

    def _vector(self, field):
        at = self._find(field)
        if at is None:
            return 0, 0
        start = self._follow(at)
        return start + 4, struct.unpack_from("<I", self.data, start)[0]

    def numbers(self, field, form="i"):
        start, count = self._vector(field)
        return list(struct.unpack_from(f"<{count}{form}", self.data, start))

    def bytes(self, field):
        start, count = self._vector(field)
        return self.data[start : start + count]

    def text(self, field):
        return self.bytes(field).decode()

    def tables(self, field):
        start, count = self._vector(field)
        return [Table(self.data, self._follow(start + 4 * i)) for i in range(count)]


def read_model(data):
    """Returns the Model of a TFLite file; ValueError if the bytes are not one."""
    if data[4:8] != b"TFL3":
        raise ValueError("not a TFLite model")
    root = Table(data, struct.unpack_from("<I", data, 0)[0])
    codes = [
        (max(code.scalar(0, "b"), code.scalar(3)), code.text(1)) for code in root.tables(1)
    ]
    graph = root.tables(2)[0]
    buffers = [buffer.bytes(0) for buffer in root.tables(4)]
    tensors = []
    for table in graph.tables(0):
        shape, kind = table.numbers(0), table.scalar(1, "b")
        tensors.append(Tensor(table.text(3), shape, kind, buffers[table.scalar(2, "I")]))
    operators = []
    for table in graph.tables(3):
        code, custom = codes[table.scalar(0, "I")]
        operators.append(
            Operator(code, custom, table.numbers(1), table.numbers(2), table.table(4), table.bytes(5))
        )
    return Model(tensors, operators, graph.numbers(1), graph.numbers(2))


def read_flex_map(data):
    """Options of a custom operator: a FlexBuffer map of integers, floats and integer vectors.

    Offsets count back from where they stand. The last three bytes are the root's offset, its type
    (the two low bits: log2 of the item width) and the width of that offset, one byte here. A map is
    [offset of its keys][width of the keys][count] values... types...
    """

    def integer(at, width):
        return int.from_bytes(data[at : at + width], "little")

    start, width = len(data) - 3 - data[-3], 1 << (data[-2] & 3)
    count = integer(start - width, width)
    key_width = integer(start - 2 * width, width)
    keys = start - 3 * width - integer(start - 3 * width, width)
    result = {}
    for i in range(count):
        at = keys + i * key_width
        at -= integer(at, key_width)
        key = data[at : data.index(0, at)].decode()
        kind, cell = data[start + count * width + i], start + i * width
        if kind >> 2 == 1:
            result[key] = integer(cell, width)
        elif kind >> 2 == 3:
            result[key] = struct.unpack_from("<f", data, cell)[0]
        elif kind >> 2 == 11:
            at, item = cell - integer(cell, width), 1 << (kind & 3)
            result[key] = [integer(at + j * item, item) for j in range(integer(at - item, item))]
        else:
            raise ValueError(f"FlexBuffer type {kind >> 2} of {key}")
    return result
