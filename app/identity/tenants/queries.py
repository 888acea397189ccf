"""An organisation as JSON."""

from app.core.uow import View

TENANT = """
SELECT json_build_object('id', id, 'slug', slug, 'name', name, 'currency', currency, 'plan', plan,
                         'created_at', created_at)::text
  FROM tenants WHERE id = $1
"""


async def own_tenant(view: View) -> str:
    """The actor's organisation, as JSON text."""
    return await view.fetchval(TENANT, view.actor.tenant_id)
