"""Signing in and staying so: sessions, refresh tokens, switching organisations."""
