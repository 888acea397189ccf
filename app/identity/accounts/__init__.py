"""People and their first organisation: registration, the super admin."""
