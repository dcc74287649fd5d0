"""What the app brings to pages that gather: menu entries, the search, a part beside a case."""
