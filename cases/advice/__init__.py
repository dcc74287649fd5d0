"""What the machine suggests and a person decides: categories, duplicates, clusters."""
