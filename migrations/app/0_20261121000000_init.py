"""The first schema: tenants and people, the log, records, and what hangs on them."""

from tortoise import BaseDBAsyncClient

from app.core.schema import OWNED, RECORD, field_indexed, searchable, tenant_table

RUN_IN_TRANSACTION = True

SETTINGS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- After a transaction a pooled connection says '' for a setting, not NULL.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
CREATE FUNCTION current_member() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

-- Minor units to the decimal string of the API. Exponents: ISO 4217.
CREATE FUNCTION currency_exponent(currency text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN currency IN ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI',
                          'VND','VUV','XAF','XOF','XPF') THEN 0
        WHEN currency IN ('BHD','IQD','JOD','KWD','LYD','OMR','TND') THEN 3
        ELSE 2 END $$;
CREATE FUNCTION money_text(minor bigint, currency text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE currency_exponent(currency)
        WHEN 0 THEN minor::text
        WHEN 3 THEN (minor::numeric / 1000)::numeric(20, 3)::text
        ELSE (minor::numeric / 100)::numeric(20, 2)::text END $$;

-- Lower case without accents, so that "muller" finds "Müller".
CREATE FUNCTION fold(txt text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT regexp_replace(normalize(lower(txt), NFKD), '[\\u0300-\\u036f]', '', 'g') $$;
"""

PEOPLE = """
CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    email text,
    password_hash text,
    full_name text NOT NULL,
    is_superadmin boolean NOT NULL DEFAULT false,
    last_tenant_id uuid,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    currency text NOT NULL DEFAULT 'EUR',
    plan text NOT NULL DEFAULT 'free',
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    client text NOT NULL DEFAULT 'web',
    generation int NOT NULL DEFAULT 0,
    rotated_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    ip text,
    agent text
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE revoked_at IS NULL;

CREATE TABLE doors (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL,
    digest bytea NOT NULL,
    tenant_id uuid,
    target_id uuid NOT NULL,
    expires_at timestamptz,
    UNIQUE (kind, digest)
);
"""

MEMBERS = (
    tenant_table(
        "members",
        """user_id uuid NOT NULL REFERENCES users (id),
    role text NOT NULL CHECK (role IN ('admin', 'manager', 'rep', 'support', 'read_only')),
    version bigint NOT NULL DEFAULT 1,
    access_seq bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    deactivated_at timestamptz""",
        key=("tenant_id", "user_id"),
        indexes=["(user_id)"],
    )
    # Before a tenant is chosen a person may list the tenants they belong to, and only then.
    + """
CREATE POLICY self ON members FOR SELECT
    USING ((SELECT current_tenant()) IS NULL AND user_id = (SELECT current_member()));
"""
    + tenant_table(
        "teams",
        """name text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()""",
        indexes=["UNIQUE (tenant_id, lower(name))"],
    )
    + tenant_table(
        "team_members",
        """team_id uuid NOT NULL,
    user_id uuid NOT NULL,
    manages boolean NOT NULL DEFAULT false""",
        references={"team_id CASCADE": "teams"},
        people=["user_id CASCADE"],
        indexes=["UNIQUE (tenant_id, team_id, user_id)", "(tenant_id, user_id)"],
    )
)

LOG = (
    """
CREATE TABLE tenant_heads (tenant_id uuid PRIMARY KEY, seq bigint NOT NULL DEFAULT 0)
    WITH (fillfactor = 50);
ALTER TABLE tenant_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_heads FORCE ROW LEVEL SECURITY;
-- Positions are no secret among processes: streams and sweepers poll the heads of many tenants.
CREATE POLICY everyone_reads ON tenant_heads FOR SELECT USING (true);
CREATE POLICY tenant_inserts ON tenant_heads FOR INSERT
    WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY tenant_updates ON tenant_heads FOR UPDATE
    USING (tenant_id = (SELECT current_tenant()));

CREATE TABLE reader_cursors (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    reader text NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, reader)
);
ALTER TABLE reader_cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE reader_cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON reader_cursors FOR SELECT USING (true);
CREATE POLICY tenant_inserts ON reader_cursors FOR INSERT
    WITH CHECK (tenant_id = (SELECT current_tenant()));
CREATE POLICY tenant_updates ON reader_cursors FOR UPDATE
    USING (tenant_id = (SELECT current_tenant()));
"""
    + tenant_table(
        "events",
        """seq bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    id uuid NOT NULL,
    type text NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    version bigint NOT NULL,
    changed json NOT NULL,
    before json,
    data json,
    resource text NOT NULL,
    owner_before uuid,
    owner_after uuid,
    actor_id uuid,
    actor_name text NOT NULL,
    actor_kind text NOT NULL,
    job_id uuid,
    request_id text,
    ip text,
    agent text""",
        key=("tenant_id", "seq"),
        indexes=["(tenant_id, entity, entity_id, version)"],
    )
    + tenant_table(
        "idempotency_keys",
        """user_id uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status int,
    headers json,
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now()""",
        indexes=["UNIQUE (tenant_id, user_id, key)", "(tenant_id, created_at)"],
    )
)

SEARCH = (
    """
-- No grant to the app role: full-text operators are not leakproof, so under row-level security they
-- could not use the index. search_ids() has the tenant inside instead.
CREATE TABLE search_docs (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    record_id uuid NOT NULL,
    name text NOT NULL,
    txt text NOT NULL,
    doc tsvector NOT NULL,
    PRIMARY KEY (tenant_id, kind, record_id)
);
ALTER TABLE search_docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON search_docs USING (tenant_id = (SELECT current_tenant()));
CREATE INDEX search_docs_doc ON search_docs USING gin (doc);
CREATE INDEX search_docs_txt ON search_docs USING gist (tenant_id, txt gist_trgm_ops(siglen=64));

CREATE FUNCTION search_docs_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    record_row jsonb := to_jsonb(NEW);
    words text := '';
BEGIN
    IF NEW.deleted_at IS NOT NULL THEN
        DELETE FROM search_docs
         WHERE tenant_id = NEW.tenant_id AND kind = TG_ARGV[0] AND record_id = NEW.id;
        RETURN NULL;
    END IF;
    FOR i IN 1 .. TG_NARGS - 1 LOOP
        words := words || ' ' || coalesce(record_row ->> TG_ARGV[i], '');
    END LOOP;
    IF NEW.custom <> '{}' THEN
        words := words || ' ' || coalesce(
            (SELECT string_agg(value #>> '{}', ' ') FROM jsonb_each(NEW.custom)), '');
    END IF;
    words := left(btrim(fold(words)), 8000);
    INSERT INTO search_docs (tenant_id, kind, record_id, name, txt, doc)
    VALUES (NEW.tenant_id, TG_ARGV[0], NEW.id,
            fold(coalesce(record_row ->> TG_ARGV[1], '')), words, to_tsvector('simple', words))
    ON CONFLICT (tenant_id, kind, record_id)
        DO UPDATE SET name = excluded.name, txt = excluded.txt, doc = excluded.doc;
    RETURN NULL;
END $$;

CREATE FUNCTION search_docs_forget() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM search_docs
     WHERE tenant_id = OLD.tenant_id AND kind = TG_ARGV[0] AND record_id = OLD.id;
    RETURN NULL;
END $$;

-- Every word of the query as a prefix; where nothing matches, anything that contains it or is
-- spelled like it. Best first; names that begin with the query come before all.
CREATE FUNCTION search_ids(kinds text[], query text, max_hits int)
    RETURNS TABLE (kind text, record_id uuid, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.5 AS $$
DECLARE
    needle text := btrim(fold(left(query, 200)));
    words tsquery := (
        SELECT to_tsquery('simple', string_agg(quote_literal(word) || ':*', ' & '))
          FROM regexp_split_to_table(needle, '[^[:alnum:]]+') AS word WHERE word <> '');
BEGIN
    IF needle = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT d.kind, d.record_id,
               (CASE WHEN starts_with(d.name, needle) THEN 2 ELSE 0 END
                + CASE WHEN d.name = needle THEN 1 ELSE 0 END)::real
          FROM search_docs d
         WHERE d.tenant_id = current_tenant() AND d.kind = ANY (kinds) AND d.doc @@ words
         ORDER BY 3 DESC LIMIT max_hits;
    IF NOT FOUND THEN
        RETURN QUERY
            SELECT d.kind, d.record_id, word_similarity(needle, d.txt)
              FROM search_docs d
             WHERE d.tenant_id = current_tenant() AND d.kind = ANY (kinds)
               AND (d.txt LIKE '%' || replace(replace(replace(needle, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
                    OR needle <% d.txt)
             ORDER BY 3 DESC LIMIT max_hits;
    END IF;
END $$;
"""
    + tenant_table(
        "field_index",
        """kind text NOT NULL,
    record_id uuid NOT NULL,
    field text NOT NULL,
    text_value text NOT NULL COLLATE "C",
    number_value double precision,
    n int NOT NULL""",
        key=("tenant_id", "kind", "record_id", "field", "n"),
        indexes=[
            "(tenant_id, kind, field, text_value, record_id)",
            "(tenant_id, kind, field, number_value, record_id) WHERE number_value IS NOT NULL",
        ],
    )
    + """
CREATE FUNCTION field_index_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM field_index
         WHERE tenant_id = OLD.tenant_id AND kind = TG_ARGV[0] AND record_id = OLD.id;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN NULL;
    END IF;
    INSERT INTO field_index (tenant_id, kind, record_id, field, text_value, number_value, n)
    SELECT NEW.tenant_id, TG_ARGV[0], NEW.id, v.field, left(v.value, 200),
           CASE WHEN v.value ~ '^-?[0-9]{1,15}([.][0-9]{1,10})?$' THEN v.value::double precision END,
           row_number() OVER (PARTITION BY v.field)
      FROM (SELECT 'tags' AS field, tag AS value FROM unnest(NEW.tags) AS tag
            UNION ALL
            SELECT 'custom.' || c.key, item.value
              FROM jsonb_each(NEW.custom) AS c,
                   LATERAL jsonb_array_elements_text(
                       CASE WHEN jsonb_typeof(c.value) = 'array' THEN c.value
                            ELSE jsonb_build_array(c.value) END) AS item(value)
             WHERE c.value <> 'null') AS v
     WHERE v.value IS NOT NULL;
    RETURN NULL;
END $$;
"""
)

RECORDS = (
    tenant_table(
        "tags",
        f"name text NOT NULL,\n    color text NOT NULL DEFAULT 'slate',{RECORD}",
        indexes=["UNIQUE (tenant_id, lower(name)) WHERE deleted_at IS NULL"],
    )
    + tenant_table(
        "field_definitions",
        f"""record_type text NOT NULL,
    key text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    options jsonb,
    ref text,
    position text NOT NULL COLLATE "C",{RECORD}""",
        indexes=["UNIQUE (tenant_id, record_type, key) WHERE deleted_at IS NULL"],
    )
    + tenant_table(
        "companies",
        f"""name text NOT NULL,
    domain text,
    website text,
    phone text,
    industry text,
    employees bigint,
    city text,
    country text,
    description text,
    parent_id uuid,{OWNED}""",
        references={"parent_id": "companies"},
        people=["owner_id"],
        indexes=[
            "(tenant_id, name, id) WHERE deleted_at IS NULL",
            "(tenant_id, created_at, id) WHERE deleted_at IS NULL",
            "(tenant_id, updated_at, id) WHERE deleted_at IS NULL",
            "(tenant_id, owner_id) WHERE deleted_at IS NULL",
            "(tenant_id, parent_id) WHERE parent_id IS NOT NULL",
            "(tenant_id, lower(name)) WHERE deleted_at IS NULL",
            "(tenant_id, import_id) WHERE import_id IS NOT NULL",
        ],
    )
    + tenant_table(
        "contacts",
        f"""name text NOT NULL,
    email text,
    phone text,
    job_title text,
    company_id uuid,
    city text,
    country text,
    description text,{OWNED}""",
        references={"company_id": "companies"},
        people=["owner_id"],
        indexes=[
            "(tenant_id, name, id) WHERE deleted_at IS NULL",
            "(tenant_id, created_at, id) WHERE deleted_at IS NULL",
            "(tenant_id, updated_at, id) WHERE deleted_at IS NULL",
            "(tenant_id, owner_id) WHERE deleted_at IS NULL",
            "(tenant_id, company_id) WHERE company_id IS NOT NULL",
            "(tenant_id, email) WHERE deleted_at IS NULL",
            "(tenant_id, import_id) WHERE import_id IS NOT NULL",
        ],
    )
    + tenant_table(
        "pipelines",
        f'name text NOT NULL,\n    position text NOT NULL COLLATE "C",{RECORD}',
    )
    + tenant_table(
        "stages",
        f"""pipeline_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
    color text NOT NULL DEFAULT 'slate',
    probability int NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    position text NOT NULL COLLATE "C",{RECORD}""",
        references={"pipeline_id CASCADE": "pipelines"},
        indexes=["(tenant_id, pipeline_id, position)"],
    )
    + tenant_table(
        "deals",
        f"""name text NOT NULL,
    pipeline_id uuid NOT NULL,
    stage_id uuid NOT NULL,
    position text NOT NULL COLLATE "C",
    amount bigint,
    currency text NOT NULL,
    contact_id uuid,
    company_id uuid,
    expected_close_date date,
    opened_on date,
    closed_at timestamptz,
    lost_reason text,
    description text,{OWNED}""",
        references={
            "pipeline_id CASCADE": "pipelines",
            "stage_id CASCADE": "stages",
            "contact_id": "contacts",
            "company_id": "companies",
        },
        people=["owner_id"],
        indexes=[
            "UNIQUE (tenant_id, stage_id, position) WHERE deleted_at IS NULL",
            "(tenant_id, name, id) WHERE deleted_at IS NULL",
            "(tenant_id, created_at, id) WHERE deleted_at IS NULL",
            "(tenant_id, updated_at, id) WHERE deleted_at IS NULL",
            # Empty values come last in both directions, so each direction has its index.
            "(tenant_id, amount, id) WHERE deleted_at IS NULL",
            "(tenant_id, amount DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL",
            "(tenant_id, expected_close_date, id) WHERE deleted_at IS NULL",
            "(tenant_id, expected_close_date DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL",
            "(tenant_id, owner_id) WHERE deleted_at IS NULL",
            "(tenant_id, company_id) WHERE company_id IS NOT NULL",
            "(tenant_id, contact_id) WHERE contact_id IS NOT NULL",
            "(tenant_id, import_id) WHERE import_id IS NOT NULL",
        ],
    )
    + searchable("companies", "companies", ("name", "domain", "website", "phone", "industry", "city", "country"))
    + searchable("contacts", "contacts", ("name", "email", "phone", "job_title", "city", "country"))
    + searchable("deals", "deals", ("name", "description", "lost_reason"))
    + "".join(field_indexed(table, table) for table in ("companies", "contacts", "deals"))
)

TOGETHER = (
    tenant_table(
        "comments",
        f"""entity text NOT NULL,
    entity_id uuid NOT NULL,
    body text NOT NULL,
    mentions uuid[] NOT NULL DEFAULT '{{}}',
    parent_id uuid,{RECORD}""",
        references={"parent_id": "comments"},
        indexes=["(tenant_id, entity, entity_id, created_at, id)"],
    )
    + tenant_table(
        "notes",
        f"""entity text NOT NULL,
    entity_id uuid NOT NULL,
    title text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    main boolean NOT NULL DEFAULT false,{RECORD}""",
        indexes=[
            "(tenant_id, entity, entity_id, created_at, id)",
            "UNIQUE (tenant_id, entity, entity_id) WHERE main AND deleted_at IS NULL",
        ],
    )
    + tenant_table(
        "note_updates",
        """note_id uuid NOT NULL,
    n bigint GENERATED ALWAYS AS IDENTITY,
    update bytea NOT NULL,
    author_id uuid,
    at timestamptz NOT NULL DEFAULT now()""",
        references={"note_id CASCADE": "notes"},
        indexes=["(tenant_id, note_id, n)"],
    )
    + tenant_table(
        "files",
        f"""entity text NOT NULL,
    entity_id uuid NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    content_type text NOT NULL,
    sha256 text NOT NULL,
    object_key text NOT NULL,{RECORD}""",
        indexes=["(tenant_id, entity, entity_id, created_at, id)"],
    )
    + tenant_table(
        "notifications",
        f"""owner_id uuid NOT NULL,
    kind text NOT NULL,
    entity text NOT NULL,
    entity_id uuid NOT NULL,
    title text NOT NULL,
    body text NOT NULL DEFAULT '',
    actor_id uuid,
    actor_name text NOT NULL DEFAULT '',
    source_seq bigint NOT NULL,
    read_at timestamptz,{RECORD}""",
        people=["owner_id CASCADE"],
        indexes=[
            "(tenant_id, owner_id, created_at, id)",
            "(tenant_id, owner_id) WHERE read_at IS NULL",
            # A reader that runs again after a crash must not tell anybody twice.
            "UNIQUE (tenant_id, source_seq, owner_id, kind)",
        ],
    )
)

OUTSIDE = (
    """
-- What workers have to do, and when: the truth behind arq's wake-ups. Ids only, so that one sweeper
-- may look over all tenants; due_at is pushed ahead as a lease while a worker is at it.
CREATE TABLE due_jobs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    job text NOT NULL,
    target_id uuid NOT NULL,
    due_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, job, target_id)
);
CREATE INDEX due_jobs_due ON due_jobs (due_at);
ALTER TABLE due_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE due_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone_reads ON due_jobs FOR SELECT USING (true);
CREATE POLICY tenant_writes ON due_jobs
    USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));
"""
    +     tenant_table(
        "imports",
        f"""owner_id uuid,
    type text NOT NULL,
    file_name text NOT NULL,
    object_key text NOT NULL,
    mapping jsonb NOT NULL,
    options jsonb NOT NULL DEFAULT '{{}}',
    status text NOT NULL DEFAULT 'queued',
    error text,
    total bigint,
    done bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    position bigint NOT NULL DEFAULT 0,
    started_at timestamptz,
    finished_at timestamptz,{RECORD}""",
        people=["owner_id"],
        indexes=["(tenant_id, created_at, id)"],
    )
    + tenant_table(
        "import_failures",
        """import_id uuid NOT NULL,
    line bigint NOT NULL,
    row json NOT NULL,
    message text NOT NULL""",
        references={"import_id CASCADE": "imports"},
        indexes=["(tenant_id, import_id, line)"],
    )
    + tenant_table(
        "webhooks",
        f"""url text NOT NULL,
    events text[] NOT NULL,
    description text NOT NULL DEFAULT '',
    secret bytea NOT NULL,
    active boolean NOT NULL DEFAULT true,
    disabled_reason text,
    failing_since timestamptz,{RECORD}""",
    )
    + tenant_table(
        "webhook_deliveries",
        """webhook_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_type text NOT NULL,
    message_id text NOT NULL,
    body bytea NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    response_status int,
    error text,
    duration_ms int,
    created_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz""",
        references={"webhook_id CASCADE": "webhooks"},
        indexes=[
            "(tenant_id, webhook_id, created_at, id)",
            # A reader that runs again after a crash must not deliver an event anew.
            "UNIQUE (tenant_id, webhook_id, seq) WHERE event_type <> 'webhook.test'",
        ],
    )
)

ACCESS = """
-- What an actor is in a tenant at this moment. `peers`: whose records count as "team" for them.
CREATE FUNCTION current_access(p_tenant uuid, p_user uuid, p_session uuid)
    RETURNS TABLE (name text, role text, access_seq bigint, active boolean, session_valid boolean,
                   suspended boolean, peers uuid[], seq bigint)
    LANGUAGE sql STABLE AS $$
SELECT u.full_name, m.role, m.access_seq, m.deactivated_at IS NULL,
       p_session IS NULL OR EXISTS (
           SELECT 1 FROM sessions s
            WHERE s.id = p_session AND s.user_id = p_user
              AND s.revoked_at IS NULL AND s.expires_at > now()),
       t.suspended_at IS NOT NULL,
       ARRAY(SELECT peer.user_id
               FROM team_members mine
               JOIN team_members peer
                 ON peer.tenant_id = mine.tenant_id AND peer.team_id = mine.team_id
              WHERE mine.tenant_id = p_tenant AND mine.user_id = p_user
                AND (m.role <> 'manager' OR mine.manages)
              UNION SELECT p_user),
       h.seq
  FROM members m
  JOIN users u ON u.id = m.user_id
  JOIN tenants t ON t.id = m.tenant_id
  JOIN tenant_heads h ON h.tenant_id = m.tenant_id
 WHERE m.tenant_id = p_tenant AND m.user_id = p_user $$;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SETTINGS + PEOPLE + MEMBERS + LOG + SEARCH + RECORDS + TOGETHER + OUTSIDE + ACCESS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
