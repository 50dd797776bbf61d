"""Verifiable credentials: subject, proof, encryption, and the well-known documents."""
