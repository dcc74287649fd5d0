"""隐患, 风险点, 综合整治, crisis stages and who is on duty."""
