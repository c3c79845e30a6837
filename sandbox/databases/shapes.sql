-- Every shape of object that a database may hold and a dump or a restore has been seen to lose, change or trip over. Run by a
-- superuser in an empty database of role shop; roles shop, shop_application, analyst and auditor exist.
BEGIN;
CREATE SCHEMA extensions;
CREATE EXTENSION pgcrypto SCHEMA extensions;
CREATE EXTENSION pg_trgm;
GRANT EXECUTE ON FUNCTION extensions.gen_random_uuid() TO analyst;
REVOKE EXECUTE ON FUNCTION extensions.gen_random_uuid() FROM PUBLIC;

CREATE SCHEMA shop AUTHORIZATION shop;
CREATE SCHEMA "Odd; Schema" AUTHORIZATION analyst;
GRANT USAGE ON SCHEMA shop TO analyst, shop_application;
GRANT CREATE ON SCHEMA "Odd; Schema" TO shop;
COMMENT ON SCHEMA shop IS 'what a shop; has, it''s "here"';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SET ROLE shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid', 'it''s gone');
CREATE DOMAIN shop.amount AS numeric(12, 2) DEFAULT 0 CHECK (VALUE >= 0);
CREATE TYPE shop.place AS (street text, number int);
CREATE TYPE shop.span AS RANGE (subtype = float8);
REVOKE USAGE ON TYPE shop.state FROM PUBLIC;
GRANT USAGE ON TYPE shop.state TO analyst;
CREATE COLLATION shop.german (provider = icu, locale = 'de-DE');
CREATE SEQUENCE shop.number INCREMENT 7 START 100 MAXVALUE 100000;
SELECT nextval('shop.number'), nextval('shop.number');
CREATE SEQUENCE shop.down INCREMENT -3 START -10 MINVALUE -1000 MAXVALUE -1;
SELECT nextval('shop.down'), nextval('shop.down');
CREATE SEQUENCE shop.untouched;

CREATE FUNCTION shop.prefixed(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' || $1 $$;
CREATE TABLE shop.customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE shop.german NOT NULL,
  mail text UNIQUE,
  home shop.place,
  upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
  tags text[] DEFAULT '{a,b}',
  extra jsonb DEFAULT '{"a": [1, null]}'
);
INSERT INTO shop.customers (name, mail, home)
  SELECT 'Käufer ' || g, CASE WHEN g % 7 > 0 THEN g || '@example.com' END, ROW ('Straße "1"', g)::shop.place FROM generate_series(1, 300) g;
CREATE TABLE shop.orders (
  id bigserial,
  customer bigint REFERENCES shop.customers ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  state shop.state DEFAULT 'new',
  total shop.amount,
  placed timestamptz NOT NULL,
  during tstzrange,
  PRIMARY KEY (id, placed)
) PARTITION BY RANGE (placed);
CREATE TABLE shop.orders_old PARTITION OF shop.orders FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE shop.orders_new PARTITION OF shop.orders FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
INSERT INTO shop.orders (customer, total, placed)
  SELECT 1 + g % 300, g, timestamptz '2025-06-01' + g * interval '1 day' FROM generate_series(1, 400) g;
SET CONSTRAINTS ALL IMMEDIATE;
CREATE INDEX orders_state ON shop.orders (state) WHERE state <> 'paid';
CREATE INDEX customers_prefixed ON shop.customers (shop.prefixed(name));
CREATE STATISTICS shop.related ON customer, state FROM shop.orders;
ALTER TABLE shop.orders_old ADD CONSTRAINT positive CHECK (total > 1000) NOT VALID;
CREATE TABLE shop.parent (a int, note text);
CREATE TABLE shop.child (b int) INHERITS (shop.parent);
INSERT INTO shop.parent VALUES (1, E'tab\t line\n back\\slash'), (2, NULL);
INSERT INTO shop.child VALUES (3, '\.', 4);
CREATE UNLOGGED TABLE shop.scratch (n int);
INSERT INTO shop.scratch VALUES (1);
CREATE TABLE shop.empty ();
CREATE TABLE shop."Grüße; DROP" ("group" text, "a ""b"" c" int);
INSERT INTO shop."Grüße; DROP" VALUES ('x', 1);
ALTER TABLE shop.customers REPLICA IDENTITY FULL;
CLUSTER shop.customers USING customers_pkey;
ALTER TABLE shop.parent SET (fillfactor = 70, autovacuum_enabled = off);

CREATE FUNCTION shop.wipe() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  AS $$ DELETE FROM shop.scratch $$;
REVOKE EXECUTE ON FUNCTION shop.wipe() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.wipe() TO analyst WITH GRANT OPTION;
CREATE FUNCTION shop.touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := coalesce(NEW.note, '-'); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON shop.parent FOR EACH ROW EXECUTE FUNCTION shop.touched();
CREATE TRIGGER sleeping BEFORE INSERT ON shop.parent FOR EACH ROW EXECUTE FUNCTION shop.touched();
ALTER TABLE shop.parent DISABLE TRIGGER sleeping;
CREATE PROCEDURE shop.nothing() LANGUAGE sql AS $$ SELECT 1 $$;
CREATE AGGREGATE shop.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE OPERATOR shop.<+> (LEFTARG = text, RIGHTARG = text, FUNCTION = textcat);
CREATE TEXT SEARCH CONFIGURATION shop.words (COPY = simple);

CREATE VIEW shop.rich WITH (security_barrier) AS SELECT id, name FROM shop.customers WHERE id > 10;
CREATE MATERIALIZED VIEW shop.busy AS SELECT customer, count(*) AS n FROM shop.orders GROUP BY 1;
CREATE UNIQUE INDEX ON shop.busy (customer);
CREATE RULE quiet AS ON DELETE TO shop.parent WHERE OLD.a = 1 DO INSTEAD NOTHING;

ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY readers ON shop.customers FOR SELECT TO analyst, shop_application USING (id > 0);
CREATE POLICY own ON shop.customers TO shop USING (true) WITH CHECK (true);
GRANT SELECT ON shop.orders, shop.rich TO analyst;
GRANT SELECT, INSERT (name, mail), UPDATE (mail) ON shop.customers TO analyst;
GRANT SELECT ON shop.busy TO PUBLIC;
GRANT USAGE ON SEQUENCE shop.number TO analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO analyst;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
RESET ROLE;

-- Owned by somebody else than the database.
CREATE TABLE "Odd; Schema".ledger (entry int PRIMARY KEY, amount numeric);
INSERT INTO "Odd; Schema".ledger SELECT g, g * 1.5 FROM generate_series(1, 50) g;
ALTER TABLE "Odd; Schema".ledger OWNER TO analyst;
CREATE FUNCTION "Odd; Schema".audit() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;
ALTER FUNCTION "Odd; Schema".audit() OWNER TO analyst;
REVOKE EXECUTE ON FUNCTION "Odd; Schema".audit() FROM PUBLIC;
CREATE VIEW "Odd; Schema".entries AS SELECT * FROM "Odd; Schema".ledger;
ALTER VIEW "Odd; Schema".entries OWNER TO analyst;
GRANT SELECT ON "Odd; Schema".entries TO auditor;
CREATE TYPE "Odd; Schema".mood AS ENUM ('good');
ALTER TYPE "Odd; Schema".mood OWNER TO analyst;

SELECT lo_from_bytea(5001, decode(repeat('cafe', 3000), 'hex')), lo_from_bytea(5002, 'small'), lo_from_bytea(5003, ''), lo_from_bytea(5004, 'readable');
ALTER LARGE OBJECT 5001 OWNER TO shop;
ALTER LARGE OBJECT 5002 OWNER TO shop_application;
ALTER LARGE OBJECT 5003 OWNER TO shop;
ALTER LARGE OBJECT 5004 OWNER TO shop;
GRANT SELECT ON LARGE OBJECT 5004 TO analyst;
COMMENT ON LARGE OBJECT 5001 IS 'a picture';

CREATE PUBLICATION parts FOR TABLE shop.parent, shop.child WITH (publish = 'insert, update');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE FUNCTION public.noticed() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER noticed ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.noticed();
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER far FOREIGN DATA WRAPPER elsewhere OPTIONS (host 'far.example.com');
CREATE USER MAPPING FOR shop SERVER far OPTIONS (password 'never in a manifest');
CREATE FOREIGN TABLE shop.remote (n int) SERVER far;
ALTER FOREIGN TABLE shop.remote OWNER TO shop;

DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = shop, public, "$user"', current_database());
  EXECUTE format('ALTER DATABASE %I SET log_min_duration_statement = ''500ms''', current_database());
  EXECUTE format('ALTER DATABASE %I SET "app.current_user" = ''it''''s "me", \back''', current_database());
  EXECUTE format('ALTER ROLE shop_application IN DATABASE %I SET work_mem = ''12MB''', current_database());
  EXECUTE format('COMMENT ON DATABASE %I IS ''the shop''''s own; comment''', current_database());
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO analyst', current_database());
END
$$;
COMMIT;
