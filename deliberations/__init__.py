"""睦邻议事厅: topics, meetings, votes, disclosure, self-governance projects, covenants, surveys."""
