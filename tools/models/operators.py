"""Rewrites a TFLite graph as an ONNX graph, operator by operator.

TFLite tensors are NHWC; ONNX wants NCHW for convolution, pooling and resizing. The graph stays NHWC
and every such operator gets a Transpose before and after: ONNX Runtime cancels the pairs when it
loads the model. Half-precision weights are widened, so their Dequantize operators vanish.

The attention mesh has three operators of MediaPipe's own. They cut a turned rectangle round the lips
or an eye out of a feature map, and carry the points found in it back:
  Landmarks2TransformMatrix  bounding box of some landmarks, levelled by two of them, grown
  TransformTensorBilinear    samples the feature map on that grid (whole positions, no half pixel)
  TransformLandmarks         positions in the grid back to the picture
Their matrix is a pair here: `axes` [2, 2], whose rows are the grid's steps along x and y, and
`origin` [1, 2], where grid point (0, 0) lies: position = grid @ axes + origin.
"""

import struct

from onnxfile import Graph
from tflite import FLOAT16, FLOAT32, INT32, read_flex_map

DEPTHWISE, DEQUANTIZE = 4, 6  # BuiltinOperator
SAME = 0  # Padding.SAME; 1 is VALID
# Where the options of an operator keep the fused activation; none of the three models has one.
FUSED_ACTIVATION_FIELD = {0: 0, 1: 5, 3: 3, DEPTHWISE: 4, 17: 5, 18: 0}
TO_NCHW, TO_NHWC = [0, 3, 1, 2], [0, 2, 3, 1]


def pads_of(padding, size, kernel, stride):
    """ONNX pads [top, left, bottom, right]; TFLite puts the odd pixel last."""
    if padding != SAME:
        return [0, 0, 0, 0]
    totals = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(size, kernel, stride)]
    return [total // 2 for total in totals] + [total - total // 2 for total in totals]


class Converter:
    """The ONNX graph in the making. Operator methods take a tflite.Operator, return a value's name."""

    def __init__(self, model, name):
        self.model, self.graph = model, Graph(name)
        self.values = {}  # tensor position -> name in the ONNX graph
        self.matrices = {}  # position of a 4 x 4 matrix -> names of (axes, origin)

    def shape(self, position):
        return self.model.tensors[position].shape

    def weights(self, position):
        tensor = self.model.tensors[position]
        form = {FLOAT32: "f", FLOAT16: "e", INT32: "i"}[tensor.kind]
        return struct.unpack(f"<{len(tensor.data) // struct.calcsize(form)}{form}", tensor.data)

    def value(self, position):
        """Name of a tensor; a constant enters the graph when it is first used."""
        if position not in self.values:
            constant = self.graph.constant(self.shape(position), self.weights(position))
            self.values[position] = constant
        return self.values[position]

    def kernel(self, position):
        """Weights [out, height, width, in] to [out, in, height, width], flat."""
        n_out, height, width, n_in = self.shape(position)
        values, n = self.weights(position), height * width * n_in
        slices = (values[o * n + i : (o + 1) * n : n_in] for o in range(n_out) for i in range(n_in))
        return [value for part in slices for value in part]

    def in_nchw(self, kind, image, *others, **attributes):
        inner = self.graph.node("Transpose", [self.value(image)], perm=TO_NCHW)
        outer = self.graph.node(kind, [inner, *others], **attributes)
        return self.graph.node("Transpose", [outer], perm=TO_NHWC)

    def convolution(self, operator):
        image, kernel, bias = operator.inputs
        n_out, height, width, n_in = self.shape(kernel)
        is_depthwise = operator.code == DEPTHWISE  # kernel [1, height, width, channels]
        shape = [n_in, 1, height, width] if is_depthwise else [n_out, n_in, height, width]
        stride = [operator.options.scalar(2), operator.options.scalar(1)]
        return self.in_nchw(
            "Conv",
            image,
            self.graph.constant(shape, self.kernel(kernel)),
            self.value(bias),
            group=n_in if is_depthwise else 1,
            pads=pads_of(
                operator.options.scalar(0, "b"), self.shape(image)[1:3], shape[2:], stride
            ),
            strides=stride,
        )

    def transposed_convolution(self, operator):
        """Convolution2DTransposeBias: padding and strides are three 32-bit integers."""
        image, kernel, bias = operator.inputs
        n_out, height, width, n_in = self.shape(kernel)
        _, stride_x, stride_y = struct.unpack("<3i", operator.custom_options)
        if n_out != 1 or (stride_y, stride_x) != (height, width):
            raise ValueError("transposed convolution of several channels or with overlap")
        return self.in_nchw(
            "ConvTranspose",
            image,
            self.graph.constant([n_in, 1, height, width], self.kernel(kernel)),
            self.value(bias),
            strides=[stride_y, stride_x],
        )

    def maximum_pool(self, operator):
        padding, stride_x, stride_y, width, height = (
            operator.options.scalar(field, "b" if field == 0 else "i") for field in range(5)
        )
        size, stride = [height, width], [stride_y, stride_x]
        pads = pads_of(padding, self.shape(operator.inputs[0])[1:3], size, stride)
        return self.in_nchw(
            "MaxPool", operator.inputs[0], kernel_shape=size, pads=pads, strides=stride
        )

    def average_pool(self, operator):
        image = operator.inputs[0]
        if [operator.options.scalar(4), operator.options.scalar(3)] != self.shape(image)[1:3]:
            raise ValueError("average pooling of less than the whole picture")
        return self.in_nchw("GlobalAveragePool", image)

    def resize(self, operator):
        image, size = operator.inputs
        if operator.options.scalar(2, "b") or not operator.options.scalar(3, "b"):
            raise ValueError("resizing without half-pixel centres")
        scales = [new / old for new, old in zip(self.weights(size), self.shape(image)[1:3])]
        scales = self.graph.constant([4], [1.0, 1.0, *scales])
        mode = {"coordinate_transformation_mode": "half_pixel", "mode": "linear"}
        return self.in_nchw("Resize", image, "", scales, **mode)

    def pad(self, operator):
        """Empty channels after the others, as a convolution with the identity: ONNX Runtime keeps
        the pictures of a chain of convolutions in blocks of channels, which Pad would break."""
        image, amounts = operator.inputs
        n_in, n_out = self.shape(image)[3], self.shape(operator.outputs[0])[3]
        if self.weights(amounts) != (0,) * 7 + (n_out - n_in,):
            raise ValueError("padding of anything but channels at the end")
        identity = [float(i == o) for o in range(n_out) for i in range(n_in)]
        return self.in_nchw("Conv", image, self.graph.constant([n_out, n_in, 1, 1], identity))

    def reshape(self, operator):
        shape = self.graph.integers(*self.shape(operator.outputs[0]))
        return self.graph.node("Reshape", [self.value(operator.inputs[0]), shape])

    def elementwise(self, kind):
        return lambda operator: self.graph.node(kind, map(self.value, operator.inputs))

    def parametric_relu(self, operator):
        """slope * x + (1 - slope) * max(x, 0), as two convolutions of single channels: it stays in
        blocks like pad, and the face mesh takes two thirds of the time that PRelu nodes take."""
        image, slopes = operator.inputs
        slopes, node = self.weights(slopes), self.graph.node
        n = len(slopes)
        image = node("Transpose", [self.value(image)], perm=TO_NCHW)
        whole = self.graph.constant([n, 1, 1, 1], slopes)
        above = self.graph.constant([n, 1, 1, 1], [1 - slope for slope in slopes])
        whole = node("Conv", [image, whole], group=n)
        above = node("Conv", [node("Relu", [image]), above], group=n)
        return node("Transpose", [node("Add", [whole, above])], perm=TO_NHWC)

    def multiply(self, operator):
        if operator.inputs[0] not in self.matrices:
            return self.elementwise("Mul")(operator)
        axes, origin = self.matrices[operator.inputs[0]]
        x, y = self.weights(operator.inputs[1])[0:4], self.weights(operator.inputs[1])[4:8]
        if x != y or x[0:2] != (1.0, 1.0):
            raise ValueError("matrix product with other factors")
        origin = self.graph.node("Mul", [origin, self.graph.constant([1], [x[3]])])
        self.matrices[operator.outputs[0]] = axes, origin
        return None

    def landmarks_to_matrix(self, operator):
        node, constant, integers = self.graph.node, self.graph.constant, self.graph.integers
        option = read_flex_map(operator.custom_options)
        width, height = option["output_width"], option["output_height"]
        all_points = node("Gather", [self.value(operator.inputs[0]), integers(0, 1)], axis=2)
        all_points = node("Reshape", [all_points, integers(-1, 2)])
        points = node("Gather", [all_points, integers(*option["subset_idxs"])], axis=0)
        left = node("Gather", [all_points, integers(option["left_rotation_idx"])], axis=0)
        right = node("Gather", [all_points, integers(option["right_rotation_idx"])], axis=0)

        along = node("LpNormalization", [node("Sub", [right, left])], axis=1, p=2)
        across = node("MatMul", [along, constant([2, 2], [0.0, 1.0, -1.0, 0.0])])
        turn = node("Concat", [along, across], axis=0)
        levelled = node("MatMul", [points, node("Transpose", [turn], perm=[1, 0])])
        low = node("ReduceMin", [levelled], axes=[0])
        high = node("ReduceMax", [levelled], axes=[0])
        middle = node("Mul", [node("Add", [low, high]), constant([1], [0.5])])
        scale = constant([1, 2], [option["scale_x"] / width, option["scale_y"] / height])
        steps = node("Mul", [node("Sub", [high, low]), scale])

        axes = node("Mul", [turn, node("Transpose", [steps], perm=[1, 0])])
        half = node("MatMul", [constant([1, 2], [width / 2, height / 2]), axes])
        origin = node("Sub", [node("MatMul", [middle, turn]), half])
        self.matrices[operator.outputs[0]] = axes, origin

    def transform_points(self, points, matrix):
        axes, origin = self.matrices[matrix]
        return self.graph.node("Add", [self.graph.node("MatMul", [points, axes]), origin])

    def transform_landmarks(self, operator):
        return self.transform_points(self.value(operator.inputs[0]), operator.inputs[1])

    def transform_tensor(self, operator):
        node, constant = self.graph.node, self.graph.constant
        image, matrix = operator.inputs
        option = read_flex_map(operator.custom_options)
        width, height = option["output_width"], option["output_height"]
        points = [float(v) for y in range(height) for x in range(width) for v in (x, y)]
        grid = self.transform_points(constant([height * width, 2], points), matrix)
        # GridSample counts from -1 at the middle of the first pixel to 1 at that of the last.
        to_unit = [2 / (n - 1) for n in (self.shape(image)[2], self.shape(image)[1])]
        grid = node("Mul", [grid, constant([1, 2], to_unit)])
        grid = node("Sub", [grid, constant([1], [1.0])])
        grid = node("Reshape", [grid, self.graph.integers(1, height, width, 2)])
        return self.in_nchw("GridSample", image, grid, align_corners=1, mode="bilinear")

    def needed_operators(self, positions):
        """The operators that the tensors depend on, in running order."""
        needed, operators = set(positions), []
        for operator in reversed(self.model.operators):
            if needed.intersection(operator.outputs):
                needed.update(operator.inputs)
                operators.insert(0, operator)
        return operators


def convert(model, name, input_name, outputs):
    """Bytes of an ONNX model. outputs: (name of the TFLite tensor, name, shape) to give out."""
    converter = Converter(model, name)
    graph, elementwise = converter.graph, converter.elementwise
    table = {
        0: elementwise("Add"),
        1: converter.average_pool,
        3: converter.convolution,
        DEPTHWISE: converter.convolution,
        14: elementwise("Sigmoid"),
        17: converter.maximum_pool,
        18: converter.multiply,
        19: elementwise("Relu"),
        22: converter.reshape,
        23: converter.resize,
        34: converter.pad,
        54: converter.parametric_relu,
        117: elementwise("HardSwish"),
        "Convolution2DTransposeBias": converter.transposed_convolution,
        "Landmarks2TransformMatrix": converter.landmarks_to_matrix,
        "TransformTensorBilinear": converter.transform_tensor,
        "TransformLandmarks": converter.transform_landmarks,
    }
    position_of = {tensor.name: i for i, tensor in enumerate(model.tensors)}
    graph.input(input_name, converter.shape(model.inputs[0]))
    converter.values[model.inputs[0]] = input_name
    for operator in converter.needed_operators(position_of[tensor] for tensor, _, _ in outputs):
        source, target = operator.inputs[0], operator.outputs[0]
        fused = FUSED_ACTIVATION_FIELD.get(operator.code)
        if fused is not None and operator.options.scalar(fused, "b"):
            raise ValueError(f"fused activation in operator {operator.code}")
        if operator.code == DEQUANTIZE:
            model.tensors[target] = model.tensors[source]
            continue
        converter.values[target] = table[operator.custom or operator.code](operator)
    for tensor, output_name, shape in outputs:
        value = converter.values[position_of[tensor]]
        graph.node("Reshape", [value, graph.integers(*shape)], [output_name])
        graph.output(output_name, shape)
    return graph.serialize()
