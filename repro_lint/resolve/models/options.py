"""Command-line and configuration objects: the default of an option is the value a plain run uses."""

from __future__ import annotations

from repro_lint.resolve.domain.arguments import Arguments, Partial
from repro_lint.resolve.domain.choices import either, options
from repro_lint.resolve.domain.facets import Facet
from repro_lint.resolve.domain.streams import Place, Source
from repro_lint.resolve.domain.values import (
    NONE,
    UNKNOWN,
    Class,
    Func,
    Instance,
    Known,
    Mapping,
    Method,
    Ref,
    Sequence,
    Thing,
    Value,
)
from repro_lint.resolve.models.devices import Devices

PARSER = "argparse.ArgumentParser"
NAMESPACE = "argparse.Namespace"
CLICK_OPTION = "click.option"
HOLDER = "absl.flags.FlagHolder"
_FLAG_MODULES = (
    "absl.flags.",
    "tensorflow.app.flags.",
    "tensorflow.flags.",
    "tensorflow.compat.v1.flags.",
    "tensorflow.compat.v1.app.flags.",
)
FACTORY = Facet("field", "factory")
_NAME, _DEFAULT = (Facet("option", what) for what in ("name", "default"))
_FLAG_ACTIONS = {"store_true": Known(False), "store_false": Known(True)}


class Options(Devices):
    """argparse, absl flags, click options, typer defaults, namespaces."""

    def parser_method(self, parser: Thing, name: str, arguments: Arguments, place: Place) -> Value | None:
        """A method of an argparse parser; None for one that does not matter."""
        owner = Thing(PARSER, parser.place)
        if name == "add_argument":
            destination = _destination(arguments)
            if destination:
                known = self.state.read(owner, _option(destination))
                self.state.write(owner, _option(destination), _shared(known, _default(arguments, place)))
        elif name == "set_defaults":
            for key, value in arguments.keywords:
                known = self.state.read(owner, _option(key))
                several = known is not None and _is_function(known) and _is_function(value)
                self.state.write(owner, _option(key), either((known or value, value)) if several else value)
        elif name in ("parse_args", "parse_known_args"):
            explicit = arguments.positional[0] if arguments.positional else NONE
            nothing = explicit in (Sequence((), "list"), Sequence((), "tuple"))
            given = dict(arguments.keywords).get("namespace")
            space = given if isinstance(given, (Instance, Thing)) else Thing(NAMESPACE, parser.place)
            for key, value in self._options(owner) if nothing or explicit == NONE else ():
                self.state.write(space, key, value if nothing else _usual(value))
            return space if name == "parse_args" else Sequence((space, UNKNOWN))
        else:
            return owner
        return UNKNOWN

    def _options(self, parser: Thing) -> list[tuple[str, Value]]:
        """The options of a parser, each with its default."""
        fields = self.state.heap.get(parser, {}).items()
        return [(field.of, value) for field, value in fields if isinstance(field, Facet) and field == _option(field.of)]

    def option_call(self, name: str, arguments: Arguments, place: Place) -> Value | None:
        """A call that makes or defines options; None when `name` is none of those."""
        if name in (PARSER, "typer.Typer"):
            return Thing(name, place)
        if name in ("types.SimpleNamespace", NAMESPACE):
            space = Thing(NAMESPACE, place)
            for key, value in arguments.keywords:
                self.state.write(space, key, value)
            return space
        if name.startswith(_FLAG_MODULES) and ".DEFINE_" in name:
            return self._define_flag(arguments, place)
        if name == CLICK_OPTION:
            return Thing(CLICK_OPTION, place) if self._keep_option(arguments, place) else UNKNOWN
        if name in ("typer.Option", "typer.Argument"):
            first = (
                arguments.positional[0] if arguments.positional else dict(arguments.keywords).get("default", UNKNOWN)
            )
            return UNKNOWN if first == Known(None) and not arguments.positional else first
        if name in ("dataclasses.field", "attr.ib", "attrs.field", "pydantic.Field"):
            bound = arguments.bind(("default",) if name == "pydantic.Field" else ())
            if "default_factory" in bound:
                field = Thing("dataclasses.field", place)
                self.state.write(field, FACTORY, bound["default_factory"][0])
                return field
            return bound["default"][0] if "default" in bound else UNKNOWN
        return None

    def _define_flag(self, arguments: Arguments, place: Place) -> Value:
        """A flag becomes an attribute of `FLAGS`, under whichever module's name that is read; its holder has it too."""
        bound = arguments.bind(("name", "default"))
        name, default = (bound.get(key, (UNKNOWN, None))[0] for key in ("name", "default"))
        holder = Thing(HOLDER, place)
        self.state.write(holder, "value", _usual(default))
        if isinstance(name, Known):
            for module in _FLAG_MODULES:
                self.state.write(Ref(f"{module}FLAGS"), str(name.value), _usual(default))
        return holder

    def _keep_option(self, arguments: Arguments, place: Place) -> bool:
        destination = _destination(arguments)
        if not destination:
            return False
        option = Thing(CLICK_OPTION, place)
        self.state.write(option, _NAME, Known(destination))
        self.state.write(option, _DEFAULT, _default(arguments, place))
        return True

    def with_option(self, function: Func, option: Thing) -> Func:
        """The function as `@click.option(...)` makes it: called without the argument, it gets the default."""
        name = self.state.read(option, _NAME)
        default = self.state.read(option, _DEFAULT) or UNKNOWN
        preset = ((str(name.value), _usual(default)),) if isinstance(name, Known) else ()
        return Func(
            function.module,
            function.index,
            function.closure,
            function.owner,
            (*function.presets, *preset),
            function.wrapped_by,
        )

    def namespace_values(self, space: Value) -> Value:
        """`vars(namespace)`."""
        attributes = self.state.attributes(space)
        return Mapping(tuple(attributes.items())) if attributes else UNKNOWN


def _option(destination: str) -> Facet:
    return Facet("parser", "option", destination)


def _is_function(value: Value) -> bool:
    """Whether a default is what a sub-command runs: any of them may be the one that was asked for."""
    return all(isinstance(option, (Func, Method, Partial, Class)) for option in options(value))


def _shared(known: Value | None, value: Value) -> Value:
    """The default of options with one destination: the first of `--x`/`--no-x`, any of those of sub-commands."""
    if known is None:
        return value
    return known if isinstance(value, Known) and isinstance(value.value, bool) else either((known, value))


def _usual(default: Value) -> Value:
    """What a plain run uses, though the command line may say otherwise."""
    return either((default, UNKNOWN))


def _destination(arguments: Arguments) -> str | None:
    keywords = dict(arguments.keywords)
    if isinstance(named := keywords.get("dest"), Known):
        return str(named.value)
    names = [str(value.value) for value in arguments.positional if isinstance(value, Known)]
    plain = [name for name in names if not name.startswith("-")]
    long = [name for name in names if name.startswith("--")]
    chosen = (plain or long or names)[:1]
    return chosen[0].lstrip("-").split("/")[0].replace("-", "_") if chosen else None


def _default(arguments: Arguments, place: Place) -> Value:
    keywords = dict(arguments.keywords)
    if "default" in keywords:
        return keywords["default"]
    action = keywords.get("action")
    if isinstance(action, Known) and str(action.value) in _FLAG_ACTIONS:
        return _FLAG_ACTIONS[str(action.value)]
    if keywords.get("is_flag") == Known(True):
        return Known(False)
    required = keywords.get("required") == Known(True)
    positional = any(isinstance(v, Known) and not str(v.value).startswith("-") for v in arguments.positional[:1])
    if required or positional or arguments.open:
        return UNKNOWN
    return Known(None, Source(place, "default={seed}"))
