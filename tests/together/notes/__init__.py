"""Notes: what they say, were, and who wrote them."""
