"""What is wrong with fault rules that were given at the start."""


class FaultRulesError(Exception):
    """The rules cannot be used; one sentence on where and why."""
