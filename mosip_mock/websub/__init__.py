"""WebSub hub: subscriptions, intent verification, signed delivery with retry, as mosip/websub 1.3 does it."""
