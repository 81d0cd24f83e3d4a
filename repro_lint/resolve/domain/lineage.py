"""Where Python looks for the members of a class: the method resolution order, made by Python itself."""

from __future__ import annotations

from repro_lint.resolve.domain.values import Class


def lineage(cls: Class) -> tuple[Class, ...]:
    """The class and the project classes it derives from, in the order in which they are asked."""
    if not cls.order:
        cls.order = _ordered(cls)
    return cls.order


def after(cls: Class, last: Class) -> tuple[Class, ...]:
    """Those that `super()` in a method of `last` asks for an object of `cls`."""
    order = lineage(cls)
    return order[order.index(last) + 1 :] if last in order else lineage(last)[1:]


def _ordered(cls: Class) -> tuple[Class, ...]:
    likenesses: dict[Class, type] = {}

    def likeness(one: Class) -> type:
        if one not in likenesses:
            bases = dict.fromkeys(likeness(base) for base in one.bases if isinstance(base, Class) and base is not one)
            likenesses[one] = type(one.name, tuple(bases), {})
        return likenesses[one]

    try:
        asked = likeness(cls).__mro__
    except TypeError:  # bases that contradict each other: the program ends there
        return tuple(likenesses) or (cls,)
    originals = {made: one for one, made in likenesses.items()}
    return tuple(originals[made] for made in asked if made in originals)
