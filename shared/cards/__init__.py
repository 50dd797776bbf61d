"""Mock national ID cards: what is printed on them, and the QR codes that are scanned."""
