"""Client assertions, PKCE, DPoP, redemption of codes, ID and access tokens."""
