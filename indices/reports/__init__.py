"""A month in writing. `content` says what a report holds, `word` `workbook` and `charts` put it on paper; none asks the database."""
