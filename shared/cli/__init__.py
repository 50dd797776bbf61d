"""The `mosip-mocks` command."""
