"""How well cases are handled, each rate with its exact denominator."""
