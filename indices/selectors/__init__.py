"""Questions of the index's pages, of its API and of the public page."""
