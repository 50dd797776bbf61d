"""WebSub hub: subscriptions, intent verification, signed delivery with retry."""
