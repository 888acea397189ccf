"""What record types and fields there are."""
