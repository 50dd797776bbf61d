"""ID authentication: auth, OTP, eKYC and the delegated endpoints."""
