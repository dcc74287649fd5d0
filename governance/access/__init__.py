"""Kernel 4: users, divisions, departments, memberships, the role table, and the only access rules."""
