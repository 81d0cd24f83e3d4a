"""Facts as bytes: what processes send to each other, and what is kept on disk."""

from __future__ import annotations

import msgspec

from repro_lint.facts.model import FileFacts

_COMPLEX = 1  # the code of the only kind of constant that MessagePack does not have


def encoded(facts: FileFacts) -> bytes | None:
    """The facts of a file as bytes; None where a constant has no such form, such as a number of 65 bits."""
    try:
        return _ENCODER.encode(facts)
    except (OverflowError, UnicodeError, RecursionError):
        return None


def decoded(data: bytes) -> FileFacts | None:
    """The facts that such bytes stand for; None where these are no facts."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _extended(value: object) -> msgspec.msgpack.Ext:
    if not isinstance(value, complex):
        raise OverflowError
    return msgspec.msgpack.Ext(_COMPLEX, msgspec.msgpack.encode((value.real, value.imag)))


def _constant(code: int, data: memoryview) -> complex:
    if code != _COMPLEX:
        raise msgspec.DecodeError
    return complex(*msgspec.msgpack.decode(data, type=tuple[float, float]))


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_extended)
_DECODER = msgspec.msgpack.Decoder(FileFacts, ext_hook=_constant)
