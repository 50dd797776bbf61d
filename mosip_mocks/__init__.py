"""Test kit: start the mocks as child processes and steer them from any test framework.

This package stands alone: it imports nothing of the suite's servers, so that nothing of theirs runs inside your tests.
"""
