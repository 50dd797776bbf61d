"""The authorize request, login transactions, consent, and the API behind the login page."""
