"""What the app brings to pages that gather: menu entries, the search, 今日."""
