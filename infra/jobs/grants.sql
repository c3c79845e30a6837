-- Prints what grants differ from the facts, a JSON object a line: a REVOKE for each that the source did not have, and the
-- GRANT with its reason for each that is missing. Uses owners.sql's view.
CREATE TEMP TABLE present AS
SELECT o.kind, o.identity, o.owner, o.acltype, f.wanted, g.grantee, g.privilege, coalesce(f.facts ->> 'acl', '') = '' AS plain, f.facts -> 'acl' AS acl,
  CASE WHEN o.kind IN ('table', 'view', 'materialized view', 'foreign table') THEN 'TABLE' WHEN acltype = 'f' THEN 'ROUTINE'
    WHEN acltype = 'S' THEN 'FOREIGN SERVER' WHEN acltype = 'F' THEN 'FOREIGN DATA WRAPPER' ELSE upper(o.kind) END AS noun
FROM object o JOIN fact f ON f.kind = o.kind AND f.name = o.identity LEFT JOIN LATERAL (
  SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END AS grantee, privilege_type AS privilege
  FROM aclexplode(coalesce(o.acl, acldefault(o.acltype, quote_ident(o.owner)::regrole)))) g ON true
WHERE o.acltype IS NOT NULL;

CREATE TEMP TABLE source AS
SELECT kind, identity, wanted, noun, grantee, privilege FROM (SELECT DISTINCT kind, identity, wanted, noun, acl FROM present WHERE NOT plain) p,
  jsonb_each_text(acl) e(grantee, list), regexp_split_to_table(replace(list, '*', ''), ',') privilege
UNION ALL SELECT DISTINCT kind, identity, wanted, noun, 'PUBLIC', CASE acltype WHEN 'f' THEN 'EXECUTE' ELSE 'USAGE' END
FROM present WHERE plain AND acltype IN ('f', 'T', 'l');

ANALYZE present;
ANALYZE source;

SELECT json_build_object('kind', kind, 'name', identity, 'property', 'acl', 'statement', format('REVOKE %s ON %s %s FROM %s;', privilege, noun, identity,
  CASE grantee WHEN 'PUBLIC' THEN grantee ELSE quote_ident(grantee) END))
FROM present p WHERE grantee <> owner AND grantee <> coalesce(wanted, '') AND NOT EXISTS (SELECT FROM source s
  WHERE s.kind = p.kind AND s.identity = p.identity AND s.grantee = p.grantee AND s.privilege = p.privilege) ORDER BY identity;
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'acl', 'statement', format('GRANT %s ON %s %s TO %s;', privilege, noun, identity,
  CASE grantee WHEN 'PUBLIC' THEN grantee ELSE quote_ident(grantee) END),
  'why', CASE WHEN grantee <> 'PUBLIC' AND to_regrole(quote_ident(grantee)) IS NULL THEN format('role %s does not exist on this server', grantee) ELSE 'it could not be granted' END)
FROM source s WHERE grantee <> wanted AND NOT EXISTS (SELECT FROM present p
  WHERE s.kind = p.kind AND s.identity = p.identity AND s.privilege = p.privilege AND (p.grantee = s.grantee OR p.owner = s.grantee)) ORDER BY identity;
