"""Identity repository and VID service."""
