"""社区工作者: the real-name register, posts, transfers, training, appraisal."""
