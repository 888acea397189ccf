"""Lists: filters, sorting, search, both paginations, includes."""

import base64

import pytest

from tests.crm.board import board_of


async def _companies(org, *names: str, **fields):
    return [(await org.ana.post("/companies", {"name": n, **fields})).data for n in names]


def _names(answer) -> list[str]:
    return [record["name"] for record in answer.data]


async def test_newest_first_with_position_of_the_log(make_org):
    """A list is sorted newest first by default and says the log position it was read at."""
    org = await make_org()
    await _companies(org, "a", "b", "c")
    answer = await org.ana.get("/companies")
    assert _names(answer) == ["c", "b", "a"]
    assert answer.json["pagination"] == {
        "limit": 50,
        "next_cursor": None,
        "page": None,
        "total": 3,
        "total_is_min": False,
        "total_pages": 1,
    }
    head = (await org.ana.get("/events?limit=1000")).json["pagination"]["to"]
    assert int(answer.headers["X-Log-Seq"]) == head


@pytest.mark.parametrize(
    "sort", ["name", "-name", "city,name", "-city,name", "-created_at", "city"]
)
async def test_cursor_and_pages_walk_the_same_list(make_org, sort):
    """Whatever the order, and with empty values, both paginations give each row once and in order."""
    org = await make_org()
    for n, city in enumerate([None, "Oslo", "Bern", None, "Oslo", "Rome", None]):
        await org.ana.post("/companies", {"name": f"c{n % 4}{n}", "city": city})
    whole = [r["id"] for r in (await org.ana.get("/companies", params={"sort": sort})).data]
    by_cursor, cursor = [], None
    while True:
        params = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = await org.ana.get("/companies", params=params)
        by_cursor += [r["id"] for r in answer.data]
        cursor = answer.json["pagination"]["next_cursor"]
        if cursor is None:
            break
    by_page = []
    for page in (1, 2, 3, 4):
        params = {"sort": sort, "limit": 2, "page": page}
        by_page += [r["id"] for r in (await org.ana.get("/companies", params=params)).data]
    assert by_cursor == whole and by_page == whole and len(set(whole)) == 7


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filter[city]=Oslo", {"a", "b"}),
        ("filter[city][ne]=Oslo", {"c", "d"}),
        ("filter[city][in]=Oslo,Bern", {"a", "b", "c"}),
        ("filter[city][empty]=true", {"d"}),
        ("filter[city][empty]=false", {"a", "b", "c"}),
        ("filter[city][contains]=SL", {"a", "b"}),
        ("filter[city][starts]=be", {"c"}),
        ("filter[city][contains]=%25", set()),
        ("filter[employees][gte]=20", {"b", "c"}),
        ("filter[employees][lt]=20", {"a"}),
        ("filter[employees][gt]=10&filter[city]=Oslo", {"b"}),
        ("filter[tags]=vip", {"a"}),
        ("filter[tags][in]=vip,new", {"a", "b"}),
        ("filter[tags][empty]=true", {"c", "d"}),
        ("filter[custom.size]=big", {"a", "c"}),
        ("filter[custom.size][ne]=big", {"b", "d"}),
        ("filter[custom.score][gt]=4.5", {"b"}),
        ("filter[custom.score][empty]=false", {"a", "b"}),
        ("search=oslo", {"a", "b"}),
    ],
)
async def test_filters(make_org, query, expected):
    """Every operator does what it says, on built-in fields, tags and custom fields alike."""
    org = await make_org()
    await org.admin.post("/meta/companies/fields", {"label": "Size", "kind": "text"})
    await org.admin.post("/meta/companies/fields", {"label": "Score", "kind": "number"})
    rows = [
        ("a", "Oslo", 10, ["vip"], {"size": "big", "score": 4.5}),
        ("b", "Oslo", 20, ["new"], {"score": 7}),
        ("c", "Bern", 30, [], {"size": "big"}),
        ("d", None, None, [], {}),
    ]
    for name, city, employees, tags, custom in rows:
        body = {"name": name, "city": city, "employees": employees, "tags": tags, "custom": custom}
        assert (await org.ana.post("/companies", body)).status == 201
    assert set(_names(await org.ana.get(f"/companies?{query}"))) == expected


async def test_a_list_may_name_what_has_a_comma_in_it(make_org):
    """In a list of values a backslash before a comma makes it part of the value; other backslashes stay."""
    org = await make_org()
    await _companies(org, "comma", tags=["Oslo, Norway"])
    await _companies(org, "backslash", tags=["C:\\"])
    await _companies(org, "parts", tags=["Oslo"])
    for text, expected in (
        (r"Oslo\, Norway", {"comma"}),
        (r"Oslo, Norway", {"parts"}),
        (r"C:\\,Oslo", {"backslash", "parts"}),
        ("C:\\", {"backslash"}),
        (r"x\y,Oslo\, Norway,Oslo", {"comma", "parts"}),
    ):
        answer = await org.ana.get("/companies", params={"filter[tags][in]": text})
        assert set(_names(answer)) == expected, text


@pytest.mark.parametrize(
    "query",
    [
        "filter[nothing]=1",
        "filter[city][like]=1",
        "filter[employees]=many",
        "filter[employees][gte]=1e999",
        "filter[created_at][gte]=yesterday",
        "filter[owner_id]=me",
        "filter[custom.nothing]=1",
        "filter[city]=a&filter[city]=b",
        "filter[description]=x",
        "filter=x",
        "sort=nothing",
        "sort=custom.nothing",
        "sort=description",
        "cursor=nonsense",
        "cursor=bm9uc2Vuc2U=",
        "cursor=WyJjb21wYW5pZXM6LWNyZWF0ZWRfYXQiXQ==",
        "cursor=x&page=1",
        "page=0",
        "page=202",
        "limit=0",
        "limit=201",
        "limit=ten",
        "limit=9999999999999999999999",
        "count=most",
        "include=everything",
        "trash=all",
        "unknown=1",
        "search=%00",
    ],
)
async def test_bad_queries_are_refused(make_org, query):
    """An unknown filter, sort, operator, cursor or parameter is a 400, never ignored."""
    org = await make_org()
    answer = await org.ana.get(f"/companies?{query}")
    assert (answer.status, answer.error) == (400, "validation_error")


async def test_a_cursor_is_bound_to_its_order(make_org):
    """A cursor of one order is refused in another, instead of giving a wrong page."""
    org = await make_org()
    await _companies(org, "a", "b", "c")
    page = await org.ana.get("/companies?limit=1&sort=name")
    cursor = page.json["pagination"]["next_cursor"]
    assert (await org.ana.get(f"/companies?sort=-name&cursor={cursor}")).status == 400


async def test_a_cursor_is_ours(make_org):
    """One whose place somebody has changed is refused, not looked up."""
    org = await make_org()
    await _companies(org, "a", "b")
    page = await org.ana.get("/companies?limit=1&sort=name")
    told = base64.urlsafe_b64decode(page.json["pagination"]["next_cursor"])
    assert b'"a"' in told
    forged = base64.urlsafe_b64encode(told.replace(b'"a"', b"[1]")).decode()
    answer = await org.ana.get(f"/companies?sort=name&cursor={forged}")
    assert (answer.status, answer.error) == (400, "validation_error")


async def test_search_forgives(make_org):
    """Search takes prefixes, ignores case and accents, and falls back to similar spelling."""
    org = await make_org()
    await _companies(org, "Müller Maschinenbau", "Northwind Traders")
    for text in ("müller", "MULLER", "masch", "mull mas", "maschienenbau"):
        assert _names(await org.ana.get("/companies", params={"search": text})) == [
            "Müller Maschinenbau"
        ], text
    hits = (await org.ana.get("/search", params={"q": "north"})).data
    assert [(h["entity"], h["title"]) for h in hits] == [("company", "Northwind Traders")]


async def test_search_follows_changes(make_org):
    """A renamed record is found by its new name only, a deleted one not at all."""
    org = await make_org()
    [company] = await _companies(org, "Aardvark")
    await org.ana.patch(f"/companies/{company['id']}", {"name": "Zebra"})
    assert (await org.ana.get("/companies?search=aardvark")).data == []
    assert len((await org.ana.get("/companies?search=zebra")).data) == 1
    await org.ana.delete(f"/companies/{company['id']}")
    assert (await org.ana.get("/search?q=zebra")).data == []


async def test_include_adds_only_what_may_be_seen(make_org):
    """Linked records come with their names; one out of sight comes as null."""
    org = await make_org()
    board = await board_of(org.admin)
    hidden = (await org.cara.post("/companies", {"name": "Cara's"})).data["id"]
    deal = await board.deal(org.admin, company_id=hidden, owner_id=str(org.ana.user_id))
    path = f"/deals/{deal['id']}?include=company,owner,stage"
    seen_by_admin = (await org.admin.get(path)).data
    assert seen_by_admin["company"] == {"id": hidden, "name": "Cara's"}
    assert seen_by_admin["owner"]["full_name"] == "Ana"
    seen_by_ana = (await org.ana.get(path)).data
    assert seen_by_ana["company"] is None and seen_by_ana["stage"]["name"] == "Lead in"
