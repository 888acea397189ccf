"""Building SQL with numbered parameters; values never become SQL text."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Parameters:
    """Collects the arguments of one statement: `sql = f"… = {p(value)}"`."""

    values: list[object] = field(default_factory=list[object])

    def __call__(self, value: object) -> str:
        """The placeholder for a value."""
        self.values.append(value)
        return f"${len(self.values)}"


def like(text: str) -> str:
    """`text` with LIKE's special characters taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
