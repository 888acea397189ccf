"""Every module that declares routes, in the order OpenAPI shows them. A new feature adds its line."""

from importlib import import_module

ROUTE_MODULES = (
    "app.identity.accounts.routes",
    "app.identity.sessions.routes",
    "app.identity.tenants.routes",
    "app.identity.members.routes",
    "app.identity.teams.routes",
    "app.identity.roles.routes",
    "app.crm.pipelines.routes",
    "app.crm.deals.routes",
    "app.crm.companies.routes",
    "app.crm.contacts.routes",
    "app.crm.tags.routes",
    "app.crm.meta.routes",
    "app.crm.search.routes",
    "app.crm.importing.routes",
    "app.crm.files.routes",
    "app.together.comments.routes",
    "app.together.notes.routes",
    "app.together.feed.routes",
    "app.together.undo.routes",
    "app.together.review.routes",
    "app.demo.routes",
    "app.together.notifications.routes",
    "app.together.following.routes",
    "app.together.push.routes",
    "app.outreach.webhooks.routes",
)


def declare_routes() -> None:
    """Import them all, which fills `app.core.routing.ROUTES`."""
    for name in ROUTE_MODULES:
        import_module(name)
