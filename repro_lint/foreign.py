"""Foreign text made safe to print: file names, source, values and messages that the linted project chose.

A terminal acts on control characters, GitHub Actions on lines that begin with `::`, an editor on direction marks. Every
output takes foreign text through a function of this module; JSON escapes such characters by itself.
"""

from __future__ import annotations


def printable(text: str) -> str:
    """The text on one line, as long as before, with nothing that a terminal or an XML parser would act on."""
    return "".join(char if char.isprintable() else _stand_in(char) for char in text)


def printable_lines(text: str) -> str:
    """The same for a text of several lines, which stay, as tabs do."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def line_start(path: str) -> str:
    """A path that begins a line of output, where GitHub Actions would take `::error::` for a command."""
    shown = printable(path)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def patch_name(path: str) -> str:
    """A path in the head of a patch: in quotes, with escapes, where git would write it so."""
    if path.isprintable() and not path.startswith('"') and "\\" not in path:
        return path
    return f'"{"".join(map(_escaped, path))}"'


def command_data(text: str) -> str:
    """The message of a workflow command, whose lines stay."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "%0A".join(printable(line).replace("%", "%25") for line in lines)


def command_property(text: str) -> str:
    """A property of a workflow command, such as `file`."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def _stand_in(char: str) -> str:
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"


def _escaped(char: str) -> str:
    """One character in C's notation, the bytes of a name that is no UTF-8 as they are on disk."""
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    is_byte = "\udc80" <= char <= "\udcff"  # any other surrogate stands for no byte of a name on disk
    data = char.encode("utf-8", "surrogateescape" if is_byte else "surrogatepass")
    return "".join(f"\\{byte:03o}" for byte in data)
