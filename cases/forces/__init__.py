"""城运工作站, 队伍: the people of a street who can be called out to a case."""
