"""Values with most of their characters hidden.

Source: mosip/mosip-config `credentialdata.mvel`, and `mosip.mask.function.identityAttributes.<attribute>`, which says
what masks which attribute.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final


def masked(attribute: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """The value as text, masked the way that this attribute is."""
    return _MASKS.get(attribute, _middle)(_java_text(value))


def _middle(text: str) -> str:
    """All but the first character and the last two; of what holds an `@`, the last two before it."""
    end = (text.find("@") if text.find("@") > 0 else len(text)) - 2
    return text if end <= 1 else f"{text[0]}{'X' * (end - 1)}{text[end:]}"


def _phone(text: str) -> str:
    """All but the last four."""
    shown = 4
    return "*" * (len(text) - shown) + text[-shown:]


def _email(text: str) -> str:
    """All but the first three before the `@`."""
    shown = 3
    name, at, domain = text.partition("@")
    return f"{name[:shown]}{'*' * (len(name) - shown)}{at}{domain}"


_MASKS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType({"phone": _phone, "email": _email})


def _java_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What `toString` makes of a value, which is masked then: of names by language, the whole list."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java_text, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={_java_text(of)}' for name, of in value.items())}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)
