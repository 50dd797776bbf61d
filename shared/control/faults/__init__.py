"""Failing on demand: rules that say which request, or which thing the suite makes, goes wrong, and how."""
