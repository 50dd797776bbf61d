"""Keys: the suite's key ring, public JWKS, signatures, and the partner kit. Alone in importing jwcrypto."""
