"""Does the .sol decoder read what real files hold, and does it survive what no file should hold.

    python benchmarks/sol.py CORPUS [--mutations 200000] [--seed 1]

CORPUS is any folder with .sol files; beside a file may stand the expected content as flash-lso's JSON (same name,
.json). Prints one line a difference, then the totals; exit 1 when a file differs, or a mutated one hangs, imports,
makes an object, raises, or costs more memory than allowed.

How flash-lso's JSON maps to ours. It tags each value with its type and numbers each object; we hold plain data, and
note types beside it under JSON Pointers. Both the data and the notes are compared:

    {"Number": n}, {"Integer": n}             n; its null (JSON has no NaN) is our null with NaN or Infinity noted
    {"Bool": b}, {"String": s}                b, s
    "Null", "Undefined", "Unsupported"        null; the last two noted
    {"Object": {data: {elements, class}}}     dict of the elements; a class name noted
    {"StrictArray": [id, items]}              list
    {"ECMAArray": [id, dense, named, length]} dict of the named and the dense, by index; the length noted in AMF0
    {"Date": [ms, zone]}                      ms; `date`, with the time zone in AMF0 (signed there, unsigned here)
    {"XML": [text, is-XML]}                   text; noted
    {"ByteArray": bytes}                      list of numbers; noted
    {"VectorInt|UInt|Double": [items, fixed]}, {"VectorObject": [id, items, class, fixed]}   list; noted
    {"Dictionary": [id, pairs, weak]}         list of pairs; noted
    {"Custom": [own, usual, class]}           dict of both; `externalizable CLASS` noted
    {"Amf3ObjectReference": id}               the value with that id, again
    {"Reference": n}                          {"$ref": n}
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

from crawler.imports.sol import SharedObject, SolError, decode_sol

Place = tuple[Any, str] | None
NUMBERED = {"Object", "StrictArray", "ECMAArray", "Date", "XML", "ByteArray", "Dictionary", "Custom"} | {
    f"Vector{kind}" for kind in ("Int", "UInt", "Double", "Object")
}
NOT_FINITE = ("NaN", "Infinity", "-Infinity")


class Expected:
    """flash-lso's JSON as our plain data and notes."""

    def __init__(self, truth: dict[str, Any]) -> None:
        self.name = truth["header"]["name"]
        self.version = 3 if truth["header"]["format_version"] == "AMF3" else 0
        self.types: dict[str, str] = {}
        self.by_id: dict[int, Any] = {}
        self._index(truth["body"])
        self.data = self._elements(truth["body"], "")

    def _index(self, value: Any) -> None:
        """Number the AMF3 objects in the order of the file, as the format does; dates, XML, bytes carry no id here."""
        if isinstance(value, list):
            for item in value:
                self._index(item)
        elif isinstance(value, dict):
            for tag, content in value.items():
                if tag in NUMBERED:
                    self.by_id[len(self.by_id)] = value
                # In the file the named members of an array come before the dense ones.
                self._index([content[2], content[1]] if tag == "ECMAArray" else content)

    def _elements(self, elements: list[dict[str, Any]], place: str) -> dict[str, Any]:
        return {e["name"]: self.plain(e["value"], f"{place}/{_escaped(e['name'])}") for e in elements}

    def _items(self, items: list[Any], place: str) -> list[Any]:
        return [self.plain(item, f"{place}/{index}") for index, item in enumerate(items)]

    def plain(self, value: Any, place: str) -> Any:
        if isinstance(value, str):
            if value in ("Undefined", "Unsupported"):
                self.types[place] = value.lower()
            return None
        ((tag, content),) = value.items()
        return getattr(self, f"_{tag.lower()}")(content, place)

    def _number(self, content: Any, place: str) -> Any:
        if content is None:
            self.types[place] = "NaN"
        return content

    def _integer(self, content: Any, _place: str) -> Any:
        return content

    _bool = _string = _integer

    def _amf3(self, content: Any, place: str) -> Any:
        return self.plain(content, place)

    def _object(self, content: Any, place: str) -> Any:
        definition = content["data"]["class_definition"]
        if definition and definition["name"]:
            self.types[place] = f"object {definition['name']}"
        return self._elements(content["data"]["elements"], place)

    def _custom(self, content: Any, place: str) -> Any:
        own, usual, definition = content
        self.types[place] = f"externalizable {definition['name']}"
        return self._elements(own + usual, place)

    def _strictarray(self, content: Any, place: str) -> Any:
        return self._items(content[1], place)

    def _ecmaarray(self, content: Any, place: str) -> Any:
        _id, dense, named, length = content
        if self.version == 0:
            self.types[place] = f"array of length {length}"
        elif not named:
            return self._items(dense, place)
        rest = [{"name": str(index), "value": item} for index, item in enumerate(dense)]
        return self._elements(named + rest, place)

    def _date(self, content: Any, place: str) -> Any:
        milliseconds, zone = content
        if zone is None:
            self.types[place] = "date"
        else:
            self.types[place] = f"date, time zone {zone - 65536 if zone > 32767 else zone}"
        return milliseconds

    def _xml(self, content: Any, place: str) -> Any:
        self.types[place] = "xml" if content[1] and self.version == 3 else "xml-document"
        return content[0]

    def _bytearray(self, content: Any, place: str) -> Any:
        self.types[place] = "byte-array"
        return content

    def _vector(self, kind: str, content: list[Any], place: str) -> Any:
        items, fixed = content
        self.types[place] = f"vector of {kind}{', fixed' if fixed else ''}"
        for index, item in enumerate(items):
            if item is None:
                self.types[f"{place}/{index}"] = "NaN"
        return items

    def _vectorint(self, content: Any, place: str) -> Any:
        return self._vector("int", content, place)

    def _vectoruint(self, content: Any, place: str) -> Any:
        return self._vector("uint", content, place)

    def _vectordouble(self, content: Any, place: str) -> Any:
        return self._vector("Number", content, place)

    def _vectorobject(self, content: Any, place: str) -> Any:
        _id, items, kind, fixed = content
        return self._vector(kind or "Object", [self._items(items, place), fixed], place)

    def _dictionary(self, content: Any, place: str) -> Any:
        _id, pairs, weak = content
        self.types[place] = "dictionary, weak keys" if weak else "dictionary"
        return [self._items(pair, f"{place}/{index}") for index, pair in enumerate(pairs)]

    def _amf3objectreference(self, content: Any, place: str) -> Any:
        before = dict(self.types)
        value = self.plain(self.by_id[content], place)
        self.types = before  # the notes stand where the value stood first
        return value

    def _reference(self, content: Any, place: str) -> Any:
        self.types[place] = "reference"
        return {"$ref": content}


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def differences(expected: Expected, got: SharedObject) -> list[str]:
    """What differs, in words; an empty list when content and types are the same."""
    found = [] if got.name == expected.name else [f"name {got.name!r}, expected {expected.name!r}"]
    if got.amf_version != expected.version:
        found.append(f"AMF version {got.amf_version}, expected {expected.version}")
    if json.dumps(_floats(got.data)) != json.dumps(_floats(expected.data)):
        found.append("data differs")
    types = {place: "NaN" if what in NOT_FINITE else what for place, what in got.types.items()}
    places = sorted(set(types) ^ set(expected.types)) + [
        p for p in sorted(set(types) & set(expected.types)) if types[p] != expected.types[p]
    ]
    found += [f"type at {p}: {types.get(p)!r}, expected {expected.types.get(p)!r}" for p in places[:5]]
    return found + [f"problem: {problem}" for problem in got.problems]


def _floats(value: Any) -> Any:
    """1 and 1.0 are the same number; key order counts, so dicts become lists of pairs."""
    if isinstance(value, dict):
        return [[key, _floats(item)] for key, item in value.items()]
    if isinstance(value, list):
        return [_floats(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def mutated(files: list[bytes], weights: list[float], rng: random.Random) -> bytes:
    """A damaged file: bytes replaced, inserted, removed, cut off, or two files spliced."""
    data = bytearray(rng.choices(files, weights)[0])
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(10, max(11, len(data)))
        match rng.randrange(7):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:  # a type marker of AMF0 or AMF3
                data[at : at + 1] = bytes([rng.randrange(0x12)])
            case 2:  # a huge count
                data[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"))
            case 3:
                del data[at : at + rng.randrange(1, 9)]
            case 4:
                data[at:at] = data[at : at + rng.randrange(1, 200)] * rng.randrange(1, 5)
            case 5:
                del data[at:]
            case 6:
                other = rng.choices(files, weights)[0]
                data[at:] = other[rng.randrange(len(other)) :]
    return bytes(data)


PLAIN = (dict, list, str, int, float, bool, type(None))


def is_plain(value: Any) -> bool:
    """Only JSON's own types, exactly: an instance of a subclass would be something the file made."""
    stack = [value]
    visited: set[int] = set()
    while stack:
        item = stack.pop()
        if type(item) not in PLAIN:
            return False
        if isinstance(item, dict | list) and id(item) not in visited:
            visited.add(id(item))
            stack.extend(item.values() if isinstance(item, dict) else item)
    return True


def fuzz(files: list[bytes], count: int, seed: int) -> list[str]:
    """Decode mutated files; what went wrong, in words."""
    events: list[str] = []
    armed = False

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if armed and event in (
            "import",
            "exec",
            "compile",
            "open",
            "os.system",
            "subprocess.Popen",
            "pickle.find_class",
        ):
            events.append(f"{event} {arguments[:1]!r}")

    sys.addaudithook(guard)
    rng, slowest, refused = random.Random(seed), 0.0, 0
    weights = [1 / (4000 + len(data)) for data in files]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        data = mutated(files, weights, rng)
        armed, started = True, time.perf_counter()
        try:
            result = decode_sol(data)
        except SolError:
            refused += 1
            continue
        except Exception as error:  # noqa: BLE001  every other exception is what this looks for
            events.append(f"mutation {number} of seed {seed}: {type(error).__name__}: {error}")
            continue
        finally:
            armed = False
        slowest = max(slowest, time.perf_counter() - started)
        if not is_plain(result.data):
            events.append(f"mutation {number} of seed {seed}: not only plain data")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"mutated files {count}: slowest {slowest:.3f} s, peak memory {peak:.0f} MB (before {before / 1024:.0f})")
    print(f"  refused as no .sol {refused}; imports, calls, exceptions, made objects {len(events)}")
    if slowest > 1:
        events.append(f"slowest decode took {slowest:.2f} s; 1 s is allowed")
    if peak > 200:
        events.append(f"peak memory {peak:.0f} MB; 200 MB are allowed")
    return events


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--mutations", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong, compared, damaged, files = 0, 0, 0, []
    for path in sorted(options.corpus.rglob("*.sol")):
        data = path.read_bytes()
        files.append(data)
        got = decode_sol(data)
        truth = path.with_suffix(".json")
        if not truth.is_file():
            damaged += bool(got.problems)
            continue
        compared += 1
        found = differences(Expected(json.loads(truth.read_text(encoding="utf-8"))), got)
        wrong += bool(found)
        for line in found:
            print(f"{path.relative_to(options.corpus)}: {line}")
    print(f"files {len(files)}: compared with an expectation {compared}, equal {compared - wrong}")
    print(f"  without an expectation {len(files) - compared}, of these damaged {damaged}")
    events = fuzz(files, options.mutations, options.seed)
    for event in events[:20]:
        print(event)
    return 1 if wrong or events else 0


if __name__ == "__main__":
    sys.exit(main())
