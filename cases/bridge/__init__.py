"""Cases that cross to another platform and back, and signed webhooks."""
