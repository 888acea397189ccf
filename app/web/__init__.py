"""Around the features: composition, screens, security headers, health, metrics, logs."""
