"""The contract at the product's edges, tested from outside: processes, HTTP and sockets, no app code."""
