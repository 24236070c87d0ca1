"""The OpenAPI document as the tests need it: read, and held against answers.

Python's standard library has no YAML; the document keeps to the part that is read here, and anything
else in it is an error. So is a word of JSON Schema that is not known here: it would hold nothing.
"""

import json
import re

SCALARS = {"true": True, "false": False, "null": None}
IGNORED = {"description"}
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
# A word that speaks of one kind of value says nothing of the others.
APPLIES_TO = {
    "properties": dict,
    "required": dict,
    "additionalProperties": dict,
    "items": list,
    "pattern": str,
    "minimum": (int, float),
    "maximum": (int, float),
}


def scalar(text):
    """A plain or double-quoted scalar, or a flow sequence of them."""
    if text.startswith("["):
        assert text.endswith("]"), text
        inner = text[1:-1].strip()
        return [scalar(part.strip()) for part in inner.split(",")] if inner else []
    if text.startswith('"'):
        return json.loads(text)
    assert text[0] not in "'{&*!|>%@`", f"not in our part of YAML: {text}"
    if text in SCALARS:
        return SCALARS[text]
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else text


class Reader:
    """Lines of (indent, text); a block ends where the indent falls."""

    def __init__(self, text):
        lines = [line for line in text.splitlines() if line.strip()]
        lines = [line for line in lines if not line.lstrip().startswith("#")]
        self.lines = [(len(line) - len(line.lstrip()), line.strip()) for line in lines]
        self.at = 0

    def peek(self):
        return self.lines[self.at] if self.at < len(self.lines) else (-1, "")

    def block(self, indent):
        if self.peek()[1].startswith("- "):
            return self.sequence(indent)
        return self.mapping(indent)

    def sequence(self, indent):
        items = []
        while self.peek()[0] == indent and self.peek()[1].startswith("- "):
            rest = self.lines[self.at][1][2:]
            self.lines[self.at] = (indent + 2, rest)
            items.append(self.mapping(indent + 2))
        return items

    def mapping(self, indent):
        result = {}
        while self.peek()[0] == indent and not self.peek()[1].startswith("- "):
            match = re.fullmatch(r'("[^"]*"|[^\s"][^\s]*):(?: (.*))?', self.peek()[1])
            assert match, f"not in our part of YAML: {self.peek()[1]}"
            key, rest = str(scalar(match[1])) if match[1][0] == '"' else match[1], match[2]
            assert key not in result, f"{key} stands twice"
            self.at += 1
            result[key] = self.value(rest, indent)
        return result

    def value(self, rest, indent):
        if rest == ">-":
            words = []
            while self.peek()[0] > indent:
                words.append(self.peek()[1])
                self.at += 1
            return " ".join(words)
        if rest is not None:
            return scalar(rest)
        assert self.peek()[0] > indent, "a key without a value"
        return self.block(self.peek()[0])


def read(path):
    reader = Reader(path.read_text(encoding="utf-8"))
    document = reader.block(0)
    assert reader.at == len(reader.lines), f"not understood: {reader.peek()}"
    return document


class Document:
    def __init__(self, path):
        self.root = read(path)
        self.operations = {
            (method.upper(), pattern): operation
            for pattern, item in self.root["paths"].items()
            for method, operation in item.items()
        }

    def resolve(self, node):
        while "$ref" in node:
            target = self.root
            for name in node["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            node = target
        return node

    def find(self, method, path):
        """The operation of a path as it was asked; a pattern without parameters goes first."""
        found = None
        for (its_method, pattern), operation in self.operations.items():
            regex = re.sub(r"\{[a-z_]+\}", "[^/]+", pattern)
            if its_method == method and re.fullmatch(regex, path):
                if pattern == path:
                    return operation
                found = operation
        return found

    def check_answer(self, method, path, status, kind, body):
        """Raises unless the document says that this operation may answer so."""
        operation = self.find(method, path)
        assert operation, f"{method} {path} is not in the document"
        where = f"{method} {path} {status}"
        assert str(status) in operation["responses"], f"{where} is not in the document"
        content = self.resolve(operation["responses"][str(status)]).get("content")
        if content is None:
            assert body == b"" and kind is None, f"{where} has a body"
            return
        kind = kind.split(";")[0]
        assert kind in content, f"{where} is {kind}"
        if kind.endswith("json"):
            self.check(content[kind]["schema"], json.loads(body), where)

    def check(self, schema, value, where):
        for word, rule in self.resolve(schema).items():
            if word not in IGNORED and isinstance(value, APPLIES_TO.get(word, object)):
                getattr(self, "check_" + word)(rule, value, where, self.resolve(schema))

    def check_type(self, rule, value, where, _):
        kinds = rule if isinstance(rule, list) else [rule]
        fits = [isinstance(value, TYPES[kind]) and
                (kind == "boolean" or not isinstance(value, bool)) for kind in kinds]
        assert any(fits), f"{where}: {value!r} is not {rule}"

    def check_properties(self, rule, value, where, _):
        for name, schema in rule.items():
            if name in value:
                self.check(schema, value[name], f"{where}/{name}")

    def check_required(self, rule, value, where, _):
        missing = set(rule) - set(value)
        assert not missing, f"{where}: {missing} missing"

    def check_additionalProperties(self, rule, value, where, schema):
        assert rule is False
        surplus = set(value) - set(schema["properties"])
        assert not surplus, f"{where}: {surplus} not in the document"

    def check_items(self, rule, value, where, _):
        for item in value:
            self.check(rule, item, where)

    def check_enum(self, rule, value, where, _):
        assert value in rule, f"{where}: {value!r} is none of {rule}"

    def check_const(self, rule, value, where, _):
        assert value == rule, f"{where}: {value!r} is not {rule!r}"

    def check_pattern(self, rule, value, where, _):
        assert re.search(rule, value), f"{where}: {value!r} is not {rule}"

    def check_minimum(self, rule, value, where, _):
        assert value >= rule, f"{where}: {value} is below {rule}"

    def check_maximum(self, rule, value, where, _):
        assert value <= rule, f"{where}: {value} is above {rule}"
