"""Control of the suite: journal and explanations, tolerances, clock, and the `/_mock` API."""
