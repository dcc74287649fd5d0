"""走访: visits, the needs they find, and what became of them."""
