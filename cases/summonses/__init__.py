"""约请: a committee invites departments to the site and rates what came of it."""
