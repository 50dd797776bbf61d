"""Auth manager: client credentials for a token cookie, and the check of that cookie."""
