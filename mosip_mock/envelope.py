"""The envelope of MOSIP's kernel services: `id, version, responsetime, metadata, response, errors`.

Source: mosip/commons `kernel-core` `core/http/ResponseWrapper`, `core/util/DateUtils`.
"""

from typing import Any

import msgspec


class ServiceError(msgspec.Struct, frozen=True, rename="camel"):
    """One entry of `errors`."""

    error_code: str
    message: str | None


class ResponseWrapper(msgspec.Struct, frozen=True, kw_only=True):
    """A kernel service's answer; members in the order that the real one emits."""

    id: str | None = None
    version: str | None = None
    responsetime: str
    metadata: None = None
    response: Any = None
    errors: list[ServiceError] | None = None
