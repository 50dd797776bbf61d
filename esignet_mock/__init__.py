"""The e-Signet mock: the OpenID Connect login of a MOSIP country."""
