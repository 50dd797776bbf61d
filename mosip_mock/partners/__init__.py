"""Partners of the MOSIP mock: their policies, API keys, licences and certificates, and the state of each."""
