"""Relying parties: their registry and the client management API."""
