"""The dashboard at `/_mock/`: the control API for people. Pages rendered here, no build step, live by events."""
