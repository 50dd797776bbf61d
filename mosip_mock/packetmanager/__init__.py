"""Packet manager: packets created, validated, read back, tagged."""
