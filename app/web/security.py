"""Headers that make a browser careful with what we send it. A route that sets one itself keeps it."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # editors and drag and drop position by style attribute
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
ALWAYS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=()"),
)
# What the API answers belongs to whoever asked, and no cache between us may keep it.
API_ONLY = (("Cache-Control", "no-store"),)
PRODUCTION_ONLY = (("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),)


def headers_for(path: str, production: bool) -> tuple[tuple[str, str], ...]:
    """The headers for an answer at this path."""
    return (
        ALWAYS
        + (API_ONLY if path.startswith("/api/") else ())
        + (PRODUCTION_ONLY if production else ())
    )
