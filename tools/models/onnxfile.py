"""Writes an ONNX model: the few protobuf messages of onnx.proto that a float graph needs.

Fields are written in the order of their numbers and nothing depends on hashing or time, so the same
graph always gives the same bytes.
"""

import struct

IR_VERSION, OPSET = 8, 17
FLOAT, INT64 = 1, 7  # TensorProto.DataType
ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_STRING, ATTRIBUTE_INTS = 1, 2, 3, 7


def _varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number, value):
    """One protobuf field: int as varint, float as fixed32, str and bytes by length, list repeated."""
    if isinstance(value, list):
        return b"".join(_field(number, item) for item in value)
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _message(*fields):
    return b"".join(_field(number, value) for number, value in fields)


def _attribute(name, value):
    if isinstance(value, float):
        return _message((1, name), (2, value), (20, ATTRIBUTE_FLOAT))
    if isinstance(value, int):
        return _message((1, name), (3, value), (20, ATTRIBUTE_INT))
    if isinstance(value, str):
        return _message((1, name), (4, value), (20, ATTRIBUTE_STRING))
    return _message((1, name), (8, value), (20, ATTRIBUTE_INTS))


def _value_info(name, shape):
    dims = [_message((1, size)) for size in shape]
    return _message((1, name), (2, _message((1, _message((1, FLOAT), (2, _message((1, dims))))))))


class Graph:
    """Collects nodes and constants, then becomes the bytes of a model."""

    def __init__(self, name):
        self.name = name
        self.nodes, self.initializers, self.inputs, self.outputs = [], [], [], []

    def node(self, op, inputs, outputs=1, **attributes):
        """Adds an operator; outputs is a list of names, or 1 for a name made here. Returns the first."""
        if outputs == 1:
            outputs = [f"{op}_{len(self.nodes)}"]
        fields = [_attribute(key, attributes[key]) for key in sorted(attributes)]
        self.nodes.append(_message((1, list(inputs)), (2, outputs), (4, op), (5, fields)))
        return outputs[0]

    def constant(self, shape, values, kind=FLOAT):
        """Adds a constant of floats or 64-bit integers; returns its name."""
        name = f"constant_{len(self.initializers)}"
        raw = struct.pack(f"<{len(values)}{'f' if kind == FLOAT else 'q'}", *values)
        self.initializers.append(_message((1, list(shape)), (2, kind), (8, name), (9, raw)))
        return name

    def integers(self, *values):
        return self.constant([len(values)], values, INT64)

    def input(self, name, shape):
        self.inputs.append(_value_info(name, shape))

    def output(self, name, shape):
        self.outputs.append(_value_info(name, shape))

    def serialize(self):
        graph = _message(
            (1, self.nodes), (2, self.name), (5, self.initializers), (11, self.inputs), (12, self.outputs)
        )
        return _message((1, IR_VERSION), (2, "tucai"), (7, graph), (8, _message((2, OPSET))))
