"""Reviews: one person presents a board, others follow, and the log says what changed meanwhile."""
