"""What only the MOSIP mock's command can be told."""
