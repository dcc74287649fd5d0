"""睦邻指数: indicators, schemes, the scoring engine, publication."""
