"""The MOSIP mock: one folder per real MOSIP service."""
