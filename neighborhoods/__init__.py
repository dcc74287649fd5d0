"""Places and people: estates, buildings, households, residents, key persons."""
