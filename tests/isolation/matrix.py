"""Who may do what: one line for every route. A route without a line fails the build.

Answers are for admin, manager, ana, ben, cara, support, viewer, on a thing of ana's (or the
organisation's): the manager manages ana's and ben's team, cara is in another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.isolation.world import World

PEOPLE = ("admin", "manager", "ana", "ben", "cara", "support", "viewer")

READ = "200 200 200 200 404 200 200"  # a rep of another team does not see it
WRITE = "200 200 200 200 404 403 403"  # support and viewers see it, and may not touch it
CREATE = "201 201 201 201 201 403 403"
ON_DEAL = "201 201 201 201 404 403 403"  # a dependant follows its parent
AUTHOR = "200 403 200 403 404 403 403"
ALL = "200 200 200 200 200 200 200"
SELLERS = "200 200 200 200 200 403 403"  # whoever may change deals at all
ADMIN = "200 403 403 403 403 403 403"
ADMIN_CREATES = "201 403 403 403 403 403 403"
TAGGERS_CREATE = "201 201 201 201 201 403 403"
TAGGERS = "200 200 403 403 403 403 403"
SECRET = "200 404 404 404 404 404 404"  # webhooks and roles are known to admins only
SECRET_CREATES = "201 404 404 404 404 404 404"

IMPORTER = "200 404 200 404 404 404 404"  # whoever imports, and admins

Body = Callable[[World], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A route's line: what to try it on, with which body, and the answers by person."""

    noun: str
    expected: str
    body: Body | None = None

    def answers(self) -> dict[str, int]:
        """The status for each person."""
        return dict(zip(PEOPLE, map(int, self.expected.split()), strict=True))


def says(**fields: Any) -> Body:
    """A body that is the same in every world."""
    return lambda world: fields


_tagging: dict[str, Any] = {"action": "update", "add_tags": ["bulk"]}


def _owned(name: str, make: Body, change: Body, put: Body) -> dict[str, Line]:
    record = f"/{name}/<uuid:record_id>"
    return {
        f"GET /{name}": Line("nothing", ALL),
        f"POST /{name}": Line("nothing", CREATE, make),
        f"GET {record}": Line(name, READ),
        f"GET {record}/history": Line(name, READ),
        f"PATCH {record}": Line(name, WRITE, change),
        f"PUT {record}": Line(name, WRITE, put),
        f"DELETE {record}": Line(name, WRITE),
        f"POST {record}/restore": Line(name, WRITE),
        f"POST {record}/note": Line(name, WRITE),
        # Each record is asked for itself: cara's answer says that she was refused ana's.
        f"POST /{name}/bulk": Line(
            name, "200 200 200 200 200 403 403", lambda w: {**_tagging, "filter": {}}
        ),
    }


def _dependant(name: str, change: Body, put: Body, *, change_by: str) -> dict[str, Line]:
    record = f"/{name}/<uuid:record_id>"
    return {
        f"GET /{name}": Line("nothing", ALL),
        f"GET {record}": Line(name, READ),
        f"GET {record}/history": Line(name, READ),
        f"PATCH {record}": Line(name, change_by, change),
        f"PUT {record}": Line(name, change_by, put),
        f"DELETE {record}": Line(name, change_by),
        f"POST {record}/restore": Line(name, change_by),
    }


def _setup(name: str, make: Body, change: Body, *, creates: str, changes: str) -> dict[str, Line]:
    record = f"/{name}/<uuid:record_id>"
    deletes = ADMIN if changes == ADMIN else TAGGERS
    return {
        f"GET /{name}": Line("nothing", ALL),
        f"POST /{name}": Line("nothing", creates, make),
        f"GET {record}": Line(name, ALL),
        f"GET {record}/history": Line(name, ALL),
        f"PATCH {record}": Line(name, changes, change),
        f"PUT {record}": Line(name, changes, change),
        f"DELETE {record}": Line(name, deletes),
        f"POST {record}/restore": Line(name, deletes),
    }


def _number(world: World) -> str:
    world.made["name"] = world.made.get("name", 0) + 1
    return f"name {world.made['name']}"


def _in_stage(world: World) -> dict[str, Any]:
    return {"pipeline_id": world.board.id, "stage_id": world.board.stages["Lead in"]}


def _owned_by_ana(world: World) -> dict[str, Any]:
    return {"owner_id": str(world.org.ana.user_id)}


def browser(world: World) -> dict[str, Any]:
    """A browser that subscribes to pushes, with the keys of RFC 8291's example."""
    return {
        "endpoint": f"https://push.example.com/{_number(world).replace(' ', '-')}",
        "keys": {
            "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6"
            "-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
    }


MATRIX: dict[str, Line] = {
    **_owned(
        "companies",
        says(name="New"),
        says(city="Oslo"),
        lambda w: {"name": "Put", **_owned_by_ana(w)},
    ),
    **_owned(
        "contacts",
        says(name="New"),
        says(city="Oslo"),
        lambda w: {"name": "Put", **_owned_by_ana(w)},
    ),
    **_owned(
        "deals",
        lambda w: {"name": "New", **_in_stage(w)},
        says(name="Changed"),
        lambda w: {"name": "Put", **_in_stage(w), **_owned_by_ana(w)},
    ),
    "POST /deals/<uuid:deal_id>/move": Line(
        "deals", WRITE, lambda w: {"stage_id": w.board.stages["Won"], "after_id": None}
    ),
    "GET /pipelines/<uuid:pipeline_id>/board": Line("board", ALL),
    **_dependant("comments", says(body="changed"), says(body="put"), change_by=AUTHOR),
    "POST /comments": Line("nothing", ON_DEAL, lambda w: {**w.on_deal, "body": "hello"}),
    "POST /comments/<uuid:record_id>/react": Line("comments", WRITE, says(emoji="👍")),
    "POST /comments/<uuid:record_id>/unreact": Line("reacted", WRITE, says(emoji="🎉")),
    "POST /comments/<uuid:record_id>/resolve": Line("comments", WRITE),
    "POST /comments/<uuid:record_id>/reopen": Line("resolved", WRITE),
    "GET /subscriptions": Line("nothing", ALL),
    "PUT /subscriptions/<entity>/<uuid:record_id>": Line("followed", READ, says(state="muted")),
    "GET /push-subscriptions": Line("nothing", ALL),
    "GET /push-subscriptions/key": Line("nothing", ALL),
    "POST /push-subscriptions": Line("nothing", ALL.replace("200", "201"), browser),
    **_dependant("notes", says(title="changed"), says(title="put"), change_by=WRITE),
    "POST /notes": Line("nothing", ON_DEAL, lambda w: {**w.on_deal, "title": "hello"}),
    "GET /notes/<uuid:record_id>/markdown": Line("notes", READ),
    "GET /notes/<uuid:record_id>/versions": Line("notes", READ),
    "GET /notes/<uuid:record_id>/writers": Line("notes", READ),
    "GET /notes/<uuid:record_id>/versions/<uuid:version_id>": Line("note_versions", READ),
    "POST /notes/<uuid:record_id>/versions/<uuid:version_id>/restore": Line("note_versions", WRITE),
    **_dependant("files", says(name="changed"), says(name="put"), change_by=WRITE),
    **_setup(
        "pipelines",
        says(name="New"),
        says(name="Changed"),
        creates=ADMIN_CREATES,
        changes=ADMIN,
    ),
    **_setup(
        "stages",
        lambda w: {"name": "New", "pipeline_id": w.board.id},
        says(name="Changed"),
        creates=ADMIN_CREATES,
        changes=ADMIN,
    ),
    "POST /stages/<uuid:stage_id>/move": Line("stages", ADMIN, says(after_id=None)),
    **_setup(
        "tags",
        lambda w: {"name": _number(w)},
        lambda w: {"name": _number(w)},
        creates=TAGGERS_CREATE,
        changes=TAGGERS,
    ),
    "GET /meta": Line("nothing", ALL),
    "GET /meta/<type_name>/fields": Line("field_type", ALL),
    "POST /meta/<type_name>/fields": Line(
        "field_type", ADMIN_CREATES, lambda w: {"label": _number(w), "kind": "text"}
    ),
    "PATCH /meta/<type_name>/fields/<uuid:field_id>": Line("fields", ADMIN, says(label="Changed")),
    "DELETE /meta/<type_name>/fields/<uuid:field_id>": Line("fields", ADMIN),
    "GET /search": Line("nothing", ALL),
    "GET /events": Line("nothing", ALL),
    "POST /events/<int:seq>/undo": Line("events", WRITE),
    "GET /tenant": Line("nothing", ALL),
    "PATCH /tenant": Line("nothing", ADMIN, says(name="Renamed")),
    "GET /users": Line("nothing", ALL),
    "GET /users/<uuid:user_id>": Line("users", ALL),
    "PATCH /users/<uuid:user_id>": Line("users", ADMIN, says(role="rep")),
    "GET /teams": Line("nothing", ALL),
    "POST /teams": Line("nothing", ADMIN_CREATES, lambda w: {"name": _number(w)}),
    "GET /teams/<uuid:team_id>": Line("teams", ALL),
    "PATCH /teams/<uuid:team_id>": Line("teams", ADMIN, lambda w: {"name": _number(w)}),
    "DELETE /teams/<uuid:team_id>": Line("teams", ADMIN.replace("200", "204")),
    "GET /roles": Line("nothing", SECRET),
    "GET /roles/choices": Line("nothing", SECRET),
    "POST /roles": Line("nothing", SECRET_CREATES, lambda w: {"name": _number(w)}),
    "GET /roles/<role_id>": Line("roles", SECRET),
    "PATCH /roles/<role_id>": Line("roles", SECRET, lambda w: {"name": _number(w)}),
    "DELETE /roles/<role_id>": Line("roles", SECRET.replace("200", "204")),
    "GET /webhooks": Line("nothing", SECRET),
    "POST /webhooks": Line(
        "nothing", SECRET_CREATES, says(url="http://127.0.0.1:9009/x", events=["*"])
    ),
    "GET /webhooks/<uuid:webhook_id>": Line("webhooks", SECRET),
    "PATCH /webhooks/<uuid:webhook_id>": Line("webhooks", SECRET, says(description="x")),
    "DELETE /webhooks/<uuid:webhook_id>": Line("webhooks", SECRET.replace("200", "204")),
    "POST /webhooks/<uuid:webhook_id>/rotate-secret": Line("webhooks", SECRET),
    "POST /webhooks/<uuid:webhook_id>/test": Line("webhooks", SECRET.replace("200", "202")),
    "GET /webhooks/<uuid:webhook_id>/deliveries": Line("webhooks", SECRET),
    "GET /webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>": Line("deliveries", SECRET),
    "POST /webhooks/<uuid:webhook_id>/deliveries/<uuid:delivery_id>/replay": Line(
        "deliveries", SECRET.replace("200", "202")
    ),
    "GET /reviews": Line("nothing", ALL),
    "POST /reviews": Line("free_board", CREATE, lambda w: {"pipeline_id": w.free_board}),
    "GET /reviews/<uuid:record_id>": Line("reviews", ALL),
    "GET /reviews/<uuid:record_id>/history": Line("reviews", ALL),
    "GET /reviews/<uuid:record_id>/changes": Line("reviews", ALL),
    "GET /reviews/<uuid:record_id>/totals": Line("reviews", ALL),
    "POST /reviews/<uuid:record_id>/join": Line("reviews", ALL),
    "POST /reviews/<uuid:record_id>/present": Line("reviews", SELLERS),
    "POST /reviews/<uuid:record_id>/end": Line("reviews", SELLERS),
    "GET /bulk-jobs": Line("nothing", ALL),
    "GET /bulk-jobs/<uuid:job_id>": Line("bulk_jobs", IMPORTER),
    "GET /bulk-jobs/<uuid:job_id>/refusals": Line("bulk_jobs", IMPORTER),
    "POST /bulk-jobs/<uuid:job_id>/cancel": Line("bulk_jobs", IMPORTER),
    "POST /bulk-jobs/<uuid:job_id>/undo": Line("bulk_jobs", IMPORTER),
    "GET /imports": Line("nothing", "200 200 200 200 200 404 404"),
    "GET /imports/<uuid:import_id>": Line("imports", IMPORTER),
    "GET /imports/<uuid:import_id>/errors": Line("imports", IMPORTER),
    "POST /imports/<uuid:import_id>/undo": Line("imports", IMPORTER.replace("200", "202")),
    "GET /notifications": Line("nothing", ALL),
    "POST /notifications/read-all": Line("nothing", ALL),
    "GET /notifications/settings": Line("nothing", ALL),
    "PATCH /notifications/settings": Line("nothing", ALL, says(mail_after=30)),
    "POST /notifications/settings/resume-mail": Line("nothing", ALL),
}

# Held to their promises elsewhere, because who may do it is not a matter of role.
ELSEWHERE: dict[str, str] = {
    "GET /auth/me": "tests/identity: one's own",
    "GET /auth/sessions": "tests/identity: one's own",
    "DELETE /auth/sessions/<uuid:session_id>": "tests/identity: one's own",
    "POST /auth/switch": "tests/identity: one's own",
    "POST /auth/logout-all": "tests/identity: one's own",
    "POST /notifications/<uuid:notification_id>/read": "tests/together: one's own",
    "POST /notifications/<uuid:notification_id>/unread": "tests/together: one's own",
    "GET /comments/readers": "tests/together: by its parameters",
    "GET /reviews/outcomes": "tests/together/review: by its parameters",
    "DELETE /push-subscriptions/<uuid:browser_id>": "tests/together: one's own",
    "POST /push-subscriptions/<uuid:browser_id>/test": "tests/together: one's own",
    "POST /files/upload": "tests/crm/files",
    "POST /imports": "tests/crm/importing: multipart",
    "POST /imports/preview": "tests/crm/importing: multipart",
    "POST /demo/simulation": "tests/demo",
}
