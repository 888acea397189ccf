"""What this instance counts, in Prometheus's text format."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from app.core.db import pool

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters of one application; its own registry, so that several may live in a process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "salespulse_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "salespulse_request_seconds",
            "Seconds from a request's arrival to its answer.",
            ("method", "route"),
            registry=self.registry,
            buckets=SECONDS,
        )
        used = Gauge(
            "salespulse_database_connections_used",
            "Connections of the pool at work.",
            registry=self.registry,
        )
        used.set_function(lambda: pool().get_size() - pool().get_idle_size())
        opened = Gauge(
            "salespulse_database_connections_open",
            "Connections of the pool.",
            registry=self.registry,
        )
        opened.set_function(lambda: pool().get_size())
        for collect in (GCCollector, PlatformCollector, ProcessCollector):
            collect(registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request under its route's pattern, never its path: that is unbounded."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """Everything, for a scrape."""
        return generate_latest(self.registry)
