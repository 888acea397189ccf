"""Users, tenants, members, roles, teams, sessions and doors."""

from tortoise import Model, fields

from app.core.models import TenantRow


class User(Model):
    """A person, once for the whole installation. Imported people have neither e-mail nor password."""

    id = fields.UUIDField(primary_key=True)
    email = fields.TextField(null=True)
    password_hash = fields.TextField(null=True)
    full_name = fields.TextField()
    is_superadmin = fields.BooleanField(default=False)
    last_tenant_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "users"


class Tenant(Model):
    """An organisation."""

    id = fields.UUIDField(primary_key=True)
    slug = fields.TextField()
    name = fields.TextField()
    currency = fields.TextField(default="EUR")
    plan = fields.TextField(default="free")
    suspended_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "tenants"


class Session(Model):
    """A sign-in, which is also a family of refresh tokens: `generation` counts its rotations."""

    id = fields.UUIDField(primary_key=True)
    user_id = fields.UUIDField()
    tenant_id = fields.UUIDField()
    client = fields.TextField(default="web")
    generation = fields.IntField(default=0)
    rotated_at = fields.DatetimeField()
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    ip = fields.TextField(null=True)
    agent = fields.TextField(null=True)

    class Meta:
        table = "sessions"


class Door(Model):
    """A token that must be resolved before its tenant is known: digest → tenant and target."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    digest = fields.BinaryField()
    tenant_id = fields.UUIDField(null=True)
    target_id = fields.UUIDField()
    expires_at = fields.DatetimeField(null=True)

    class Meta:
        table = "doors"


class Member(Model):
    """A user in a tenant. `role` is a built-in role's name, or the id of one of `roles`.

    `access_seq` is the log position of their last change of rights.
    """

    user_id = fields.UUIDField(primary_key=True)
    tenant_id = fields.UUIDField()
    role = fields.TextField()
    version = fields.BigIntField(default=1)
    access_seq = fields.BigIntField(default=0)
    created_at = fields.DatetimeField(auto_now_add=True)
    deactivated_at = fields.DatetimeField(null=True)

    class Meta:
        table = "members"


class Role(TenantRow):
    """A role of an organisation's own: what it may do on which resource, and with which fields."""

    name = fields.TextField()
    description = fields.TextField(default="")
    permissions = fields.JSONField()
    field_levels = fields.JSONField(source_field="fields")
    managed_teams = fields.BooleanField(default=False)
    version = fields.BigIntField(default=1)
    created_at = fields.DatetimeField(auto_now_add=True)
    created_by = fields.UUIDField(null=True)
    updated_at = fields.DatetimeField(auto_now=True)
    updated_by = fields.UUIDField(null=True)

    class Meta:
        table = "roles"


class Team(TenantRow):
    """People whose records count as "team" for each other."""

    name = fields.TextField()
    version = fields.BigIntField(default=1)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "teams"


class TeamMember(TenantRow):
    """Membership of a team; `manages` makes the team's records the manager's."""

    team_id = fields.UUIDField()
    user_id = fields.UUIDField()
    manages = fields.BooleanField(default=False)

    class Meta:
        table = "team_members"
