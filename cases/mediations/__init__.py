"""人民调解, and what people asked the legal desk."""
