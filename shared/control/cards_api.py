"""`/_mock/citizens/{uin}/card.{svg|png|pdf|json}` and the anchor that scanners of cards are given to trust.

`?opencrvs=1.8|1.9` and `?spec=1.1.0|1.2.0` choose what the QR codes look like, `?nationality=` what they say.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct
