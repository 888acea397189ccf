"""`make bench`: what SalesPulse does, beside a peer and a floor measured in the same run."""
