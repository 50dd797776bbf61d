"""The mock-identity-system: the ID system that e-Signet's own set-ups come with, and its API for making people."""
