"""Roles of an organisation's own, with rules for fields; search that tells no more than they do."""

from tortoise import BaseDBAsyncClient

from app.core.schema import tenant_table

RUN_IN_TRANSACTION = True

ROLES = tenant_table(
    "roles",
    """name text NOT NULL,
    description text NOT NULL DEFAULT '',
    permissions jsonb NOT NULL,
    fields jsonb NOT NULL DEFAULT '{}',
    managed_teams boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by uuid,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid""",
    indexes=["UNIQUE (tenant_id, lower(name))"],
)

# A member's role is one word: a built-in role's name, or the id of one of `roles`.
MEMBERS = """
ALTER TABLE members DROP CONSTRAINT members_role_check;
ALTER TABLE members ADD COLUMN role_id uuid
    GENERATED ALWAYS AS (CASE WHEN role LIKE '%-%-%-%-%' THEN role::uuid END) STORED;
ALTER TABLE members ADD CONSTRAINT members_role_check
    CHECK (role_id IS NOT NULL OR role IN ('admin', 'manager', 'rep', 'support', 'read_only'));
ALTER TABLE members ADD CONSTRAINT members_role_fk
    FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id);
CREATE INDEX members_role ON members (tenant_id, role);
"""

# With the role's rules: `permissions` and `fields` as JSON texts, null for a built-in role.
ACCESS = """
DROP FUNCTION current_access(uuid, uuid, uuid);
CREATE FUNCTION current_access(p_tenant uuid, p_user uuid, p_session uuid)
    RETURNS TABLE (name text, role text, permissions text, fields text, access_seq bigint,
                   active boolean, session_valid boolean, suspended boolean, peers uuid[],
                   seq bigint)
    LANGUAGE sql STABLE AS $$
SELECT u.full_name, m.role, r.permissions::text, r.fields::text, m.access_seq,
       m.deactivated_at IS NULL,
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
                AND (mine.manages OR NOT (m.role = 'manager' OR coalesce(r.managed_teams, false)))
              UNION SELECT p_user),
       h.seq
  FROM members m
  JOIN users u ON u.id = m.user_id
  JOIN tenants t ON t.id = m.tenant_id
  JOIN tenant_heads h ON h.tenant_id = m.tenant_id
  LEFT JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
 WHERE m.tenant_id = p_tenant AND m.user_id = p_user $$;
"""

# search_ids() over what a role may read only. The stored document holds every field, so its hits are
# no more than candidates: each is asked again about the columns that are left, and neither a hit nor
# its rank says anything about the others.
SEARCH = """
CREATE FUNCTION search_visible_ids(kind text, columns text[], hidden_custom text[], query text,
                                   max_hits int)
    RETURNS TABLE (record_id uuid, rank real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    SET pg_trgm.word_similarity_threshold = 0.5 AS $$
DECLARE
    needle text := btrim(fold(left(query, 200)));
    pattern text := '%' || replace(replace(replace(needle, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    words tsquery := (
        SELECT to_tsquery('simple', string_agg(quote_literal(word) || ':*', ' & '))
          FROM regexp_split_to_table(needle, '[^[:alnum:]]+') AS word WHERE word <> '');
    visible text := format($f$
        left(btrim(fold(concat_ws(' ', %s, (
            SELECT string_agg(c.value #>> '{}', ' ')
              FROM jsonb_each(t.custom - $3::text[]) AS c)))), 8000)$f$,
        (SELECT string_agg(format('t.%I', name), ', ') FROM unnest(columns) AS name));
    candidates text := format($f$
        SELECT d.record_id, d.name, %s AS txt FROM search_docs d
          JOIN %I t ON t.tenant_id = d.tenant_id AND t.id = d.record_id
         WHERE d.tenant_id = current_tenant() AND d.kind = $1$f$, visible, kind);
BEGIN
    IF needle = '' OR words IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format($f$
        SELECT c.record_id, (CASE WHEN starts_with(c.name, $4) THEN 2 ELSE 0 END
                             + CASE WHEN c.name = $4 THEN 1 ELSE 0 END)::real
          FROM (%s AND d.doc @@ $2 LIMIT 10000) c
         WHERE to_tsvector('simple', c.txt) @@ $2 ORDER BY 2 DESC LIMIT $5$f$, candidates)
        USING kind, words, hidden_custom, needle, max_hits;
    IF NOT FOUND THEN
        RETURN QUERY EXECUTE format($f$
            SELECT c.record_id, word_similarity($4, c.txt)
              FROM (%s AND (d.txt LIKE $2 OR $4 <%% d.txt) LIMIT 10000) c
             WHERE c.txt LIKE $2 OR $4 <%% c.txt ORDER BY 2 DESC LIMIT $5$f$, candidates)
            USING kind, pattern, hidden_custom, needle, max_hits;
    END IF;
END $$;
"""


FIRST_ACCESS = """
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


# A function may set pg_trgm's own setting only where the session has loaded it: any call does.
TRIGRAMS = "SELECT show_trgm('');\n"


async def upgrade(db: BaseDBAsyncClient) -> str:
    return ROLES + MEMBERS + ACCESS + TRIGRAMS + SEARCH


async def downgrade(db: BaseDBAsyncClient) -> str:
    return f"""
DROP FUNCTION search_visible_ids(text, text[], text[], text, int);
DROP FUNCTION current_access(uuid, uuid, uuid);
DROP INDEX members_role;
ALTER TABLE members DROP CONSTRAINT members_role_fk, DROP CONSTRAINT members_role_check;
-- There is no room for roles of one's own any more; reading is what none of them exceeds.
UPDATE members SET role = 'read_only' WHERE role_id IS NOT NULL;
ALTER TABLE members DROP COLUMN role_id, ADD CONSTRAINT members_role_check
    CHECK (role IN ('admin', 'manager', 'rep', 'support', 'read_only'));
DROP TABLE roles;
{FIRST_ACCESS}"""
