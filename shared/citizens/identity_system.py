"""The identity systems that e-Signet stands before: ID authentication, or mock-identity-system."""

from typing import Literal

IdentitySystem = Literal["ida", "mock"]
"""Each has payloads and refusals of its own."""
