"""What certainly is a string, though not which: read from a file, matched by a regular expression, in a column."""

from __future__ import annotations

from repro_lint.resolve.domain.choices import join_values, some
from repro_lint.resolve.domain.values import NONE, SOME_TEXT, Known, LibraryObject, Value
from repro_lint.resolve.interpreter.api import Call, Machine, Model
from repro_lint.resolve.models.data_files import keep_name, text_of
from repro_lint.resolve.models.orders import PATH
from repro_lint.resolve.models.registry import ELEMENTS, REST, Key
from repro_lint.resolve.models.showing import order_matters, ordered_now

_FILE, _MATCH = "text file", "match of a regular expression"
_ROWS = ("csv.reader", "csv.DictReader")
_MODE = {"builtins.open": "r", "io.open": "r", "codecs.open": "r", "tensorflow.io.gfile.GFile": "r"}
_MODE |= dict.fromkeys((f"{package}.open" for package in ("gzip", "bz2", "lzma")), "rb")
_TEXT = (
    *("builtins.input", "builtins.chr", "re.sub", "sys.stdin.read", "sys.stdin.readline"),
    *(f"os.path.{name}" for name in ("basename", "dirname", "join", "abspath", "realpath", "normpath", "relpath")),
)
_TEXTS = (
    *("re.findall", "re.split", "sys.stdin.readlines", "os.path.split", "os.path.splitext"),
    *("nltk.word_tokenize", "nltk.tokenize.word_tokenize", "keras.preprocessing.text.text_to_word_sequence"),
)
_PATTERN = "re.compile"
_MATCHING = ("search", "match", "fullmatch")


def _text(_: Machine, __: Call) -> Value:
    return SOME_TEXT


def _read(machine: Machine, call: Call) -> Value:
    """All of a file."""
    return text_of(machine, call.receiver) or SOME_TEXT


def _texts(_: Machine, __: Call) -> Value:
    return some((SOME_TEXT,))


def _open(machine: Machine, call: Call) -> Value | None:
    return _opened(machine, call, ("file", "mode"), _MODE[call.name])


def _open_path(machine: Machine, call: Call) -> Value | None:
    """`path.open()`."""
    return _opened(machine, call, ("mode",), "r")


def _opened(machine: Machine, call: Call, parameters: tuple[str, ...], default: str) -> Value | None:
    """A file whose lines are strings; None where its mode is binary, or not known."""
    mode, _ = call.arguments.bind(parameters).get("mode", (Known(default), None))
    known = isinstance(mode, Known) and isinstance(mode.value, str) and not call.arguments.open
    if not known or "b" in str(mode):
        return None
    made = LibraryObject(_FILE, call.place)
    keep_name(machine, made, call.first if "file" in parameters else call.receiver, writes="r" not in str(mode))
    return made


def _write(machine: Machine, call: Call) -> Value:
    """What is written in turns, or all at once, stands in the file in their order."""
    order_matters(machine, call.frame)
    for value in call.arguments.positional:
        ordered_now(machine, value, call.place, call.frame)
        machine.escape(value, call.place, call.frame)
    return NONE


def _object(_: Machine, call: Call) -> Value:
    return LibraryObject(call.name, call.place)


def _rows(_: Machine, __: Call) -> Value:
    """The rows of a table of text hold strings, by number or by name."""
    return some((some((SOME_TEXT,)),))


def _match(_: Machine, call: Call) -> Value:
    return join_values((LibraryObject(_MATCH, call.place), NONE))


def _matches(_: Machine, call: Call) -> Value:
    return some((LibraryObject(_MATCH, call.place),))


MODELS: dict[Key, Model] = {
    **dict.fromkeys(_MODE, _open),
    (PATH, "open"): _open_path,
    **dict.fromkeys(((PATH, "read_text"), (_FILE, "read")), _read),
    (_FILE, "readline"): _text,
    **{(_FILE, name): _texts for name in ("readlines", ELEMENTS)},
    **{(_FILE, name): _write for name in ("write", "writelines")},
    (_FILE, REST): lambda _, call: call.receiver,
    **dict.fromkeys(_ROWS, _object),
    **{(name, ELEMENTS): _rows for name in _ROWS},
    **dict.fromkeys(_TEXT, _text),
    **dict.fromkeys(_TEXTS, _texts),
    _PATTERN: _object,
    **{(_PATTERN, name): _texts for name in ("findall", "split")},
    (_PATTERN, "sub"): _text,
    **{f"re.{name}": _match for name in _MATCHING},
    **{(_PATTERN, name): _match for name in _MATCHING},
    **dict.fromkeys(("re.finditer", (_PATTERN, "finditer")), _matches),
    **{(_MATCH, name): _text for name in ("group", "__getitem__")},
    (_MATCH, "groups"): _texts,
}
