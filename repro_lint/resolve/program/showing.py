"""Programs that no number leaves: they build a network and tell its layers or sizes, so that their draws show nowhere.

Decided by what the executed code calls at all: a name that is not known to keep numbers inside lets them out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from repro_lint.facts import model as ir
from repro_lint.facts import nodes

# What computes, and tells nobody. The values of a program come from these, and from its own code.
_ROOTS = frozenset(
    {
        *("__future__", "argparse", "collections", "copy", "functools", "itertools", "math", "numpy", "operator"),
        *("os", "re", "sys", "typing", "warnings", "keras", "keras_applications", "tensorflow", "tf_keras", "torch"),
        "torchvision",
    }
)
_SIZES = frozenset({"dtype", "input_shape", "name", "ndim", "output_shape", "shape"})
_SIZE_CALLS = frozenset({"count_params", "dim", "get_shape", "int_shape", "len", "numel", "size", "summary"})
_TELLING = frozenset(
    {
        *("FileWriter", "create_file_writer", "dump", "dumps", "eval", "evaluate", "exec", "exit", "export", "fit"),
        *("onnx", "open", "popen", "predict", "quit", "save", "savetxt", "savez", "savez_compressed", "stderr"),
        *("stdout", "system", "tofile", "write", "writelines"),
    }
)
_SHOWING = frozenset({"plot_model", "summary"})
_BEGINNINGS = ("evaluate_", "fit_", "predict_", "print_", "save_", "test_on_", "train_on_", "write_")
_MODES = frozenset({"eval"})  # of a network, which no function is
_ORDERING = frozenset({"Gt", "GtE", "Lt", "LtE"})


def tells_sizes(executed: Iterable[tuple[ir.FileFacts, ir.Block]], outside: Container[str]) -> bool:
    """Whether these blocks tell of layers or sizes, and of nothing that they compute.

    A program that tells nothing at all is a part of another. `outside`: the packages that are not its own.
    """
    foreign: dict[int, frozenset[str]] = {}
    shows = False
    for facts, block in executed:
        if id(facts) not in foreign:
            foreign[id(facts)] = frozenset(_foreign(facts, outside))
        if not _keeps(block, foreign[id(facts)], frozenset(_models(block))):
            return False
        shows = shows or any(map(_shows, _below(block)))
    return shows


def _shows(part: object) -> bool:
    match part:
        case nodes.Call(function=nodes.Name(id="print"), arguments=arguments):
            return not all(isinstance(argument, (nodes.Const, nodes.Name)) for argument in arguments)
        case nodes.Call(function=function):
            return _last(function) in _SHOWING
        case _:
            return False


def _foreign(facts: ir.FileFacts, outside: Container[str]) -> Iterator[str]:
    """The names that a file imports from what may tell, or do, anything."""
    for statement in _below((facts.body, *(function.body for function in facts.functions))):
        match statement:
            case ir.Import(module=module, alias=alias) if _is_foreign(module, outside):
                yield alias or module.partition(".")[0]
            case ir.FromImport(module=module, level=0, names=names) if _is_foreign(module, outside):
                yield from (bound for _, bound in names)


def _is_foreign(module: str, outside: Container[str]) -> bool:
    root = module.partition(".")[0]
    return root in outside and (root not in _ROOTS or "tensorboard" in module)


def _models(block: ir.Block) -> Iterator[str]:
    """The names of objects that the block makes of a class: to print one tells its layers."""
    for statement in _below(block):
        match statement:
            case ir.Assign(targets=(nodes.Name(id=name),), value=nodes.Call(function=function)):
                if _last(function)[:1].isupper():
                    yield name


def _keeps(block: ir.Block, foreign: frozenset[str], models: frozenset[str]) -> bool:
    for part in _below(block):
        match part:
            case ir.If(test=test, body=body, orelse=orelse) if _orders(test) and _ends_or_prints((body, orelse)):
                return False
            case nodes.Name(id=name) if name in foreign:
                return False
            case nodes.Call(function=nodes.Name(id="print"), arguments=arguments):
                if not all(_is_size(argument, models) for argument in arguments):
                    return False
            case nodes.Call(function=nodes.Name(id=name)) if _tells(name):
                return False
            case nodes.Call(function=nodes.Attr(name=name)) if _tells(name) and name not in _MODES:
                return False
            case nodes.Attr(name=name) if name in _TELLING - _MODES:
                return False
    return True


def _tells(name: str) -> bool:
    return name in _TELLING or name.startswith(_BEGINNINGS)


def _last(function: nodes.Expr) -> str:
    return function.name if isinstance(function, nodes.Attr) else getattr(function, "id", "")


def _is_size(value: nodes.Expr, models: frozenset[str]) -> bool:
    """Whether what is printed is a constant, a size, or the layers of a network."""
    match value:
        case nodes.Const():
            return True
        case nodes.Name(id=name):
            return name in models
        case nodes.Attr(name=name):
            return name in _SIZES
        case nodes.Item(base=base):
            return _is_size(base, models)
        case nodes.Call(function=function) if _last(function) in _SIZE_CALLS:
            return True
        case nodes.Call(function=nodes.Attr(base=nodes.Const(), name="format"), arguments=arguments):
            return all(_is_size(argument, models) for argument in arguments)
        case nodes.Binary(left=left, right=right):
            return _is_size(left, models) and _is_size(right, models)
        case nodes.Opaque(parts=parts) | nodes.Items(parts=parts):
            return bool(parts) and all(_is_size(part, models) for part in parts)
        case _:
            return False


def _orders(test: nodes.Expr) -> bool:
    """Whether a test may ask for a number that was drawn."""
    return any(
        isinstance(part, nodes.Call) or (isinstance(part, nodes.Compare) and part.operator in _ORDERING)
        for part in _below(test)
        if not (isinstance(part, nodes.Call) and _last(part.function) in ("isinstance", "hasattr", "len", "type"))
    )


def _ends_or_prints(blocks: tuple[ir.Block, ...]) -> bool:
    return any(
        isinstance(part, ir.Raise) or (isinstance(part, nodes.Call) and _last(part.function) == "print")
        for part in _below(blocks)
    )


def _below(thing: object) -> Iterator[object]:
    """All statements and expressions of a block; the bodies of functions that it defines are none of them."""
    pending = [thing]
    while pending:
        one = pending.pop()
        if isinstance(one, nodes.Node):
            yield one
        if not isinstance(one, nodes.Span):
            pending.extend(nodes.parts_of(one))
