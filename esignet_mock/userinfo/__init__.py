"""Claims about the person who logged in, signed and, for those who ask, encrypted."""
