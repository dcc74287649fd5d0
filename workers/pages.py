"""What the app brings to pages that gather: menu entries and the search."""
