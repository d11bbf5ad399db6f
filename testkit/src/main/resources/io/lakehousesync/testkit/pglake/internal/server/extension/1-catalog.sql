-- The public objects of pg_lake: roles, the access method, and the catalog of Iceberg tables.

DO $$
DECLARE
  role_name text;
BEGIN
  -- Roles belong to the server, so another database may have created them.
  FOREACH role_name IN ARRAY ARRAY['lake_read', 'lake_write', 'lake_read_write', 'iceberg_catalog'] LOOP
    IF to_regrole(role_name) IS NULL THEN
      EXECUTE format('CREATE ROLE %I', role_name);
    END IF;
  END LOOP;
END
$$;
GRANT lake_read, lake_write TO lake_read_write;

CREATE ACCESS METHOD iceberg TYPE TABLE HANDLER heap_tableam_handler;

CREATE SCHEMA lake_iceberg;
GRANT USAGE ON SCHEMA lake_iceberg TO public;

-- One row per Iceberg table. A second writer of the table waits for the lock of its row.
CREATE TABLE lake_iceberg.tables_internal (
  table_name                 regclass PRIMARY KEY,
  metadata_location          varchar(1000),
  previous_metadata_location varchar(1000)
);
GRANT SELECT ON lake_iceberg.tables_internal TO public;

-- Names come from pg_class, so a renamed table keeps its row and its location.
SET LOCAL allow_system_table_mods = on;
CREATE VIEW pg_catalog.iceberg_tables AS
SELECT
  current_database()::text                    AS catalog_name,
  c.relnamespace::regnamespace::varchar(255)  AS table_namespace,
  c.relname::varchar(255)                     AS table_name,
  t.metadata_location,
  t.previous_metadata_location
FROM lake_iceberg.tables_internal t
JOIN pg_catalog.pg_class c ON c.oid = t.table_name
WHERE t.metadata_location IS NOT NULL;
GRANT SELECT ON pg_catalog.iceberg_tables TO public;
GRANT ALL ON pg_catalog.iceberg_tables TO iceberg_catalog;

CREATE FUNCTION lake_iceberg.external_catalog_modification() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'writes to the % catalog are currently only supported via pg_lake_iceberg tables',
    current_database() USING ERRCODE = 'feature_not_supported';
END
$$;
CREATE TRIGGER external_catalog_modifications_trg
INSTEAD OF INSERT OR UPDATE OR DELETE ON pg_catalog.iceberg_tables
FOR EACH ROW EXECUTE FUNCTION lake_iceberg.external_catalog_modification();

-- Objects of the stand-in, which are visible to the superuser only.
CREATE SCHEMA lake_testkit;

-- The Iceberg side of each table: its location, and the field ids of its columns.
CREATE TABLE lake_testkit.tables (
  table_oid     oid PRIMARY KEY,
  location      text  NOT NULL,
  columns       jsonb NOT NULL,
  last_field_id int   NOT NULL
);

-- Changes of open transactions, in order. A rollback to a savepoint removes the changes after it.
-- COMMIT empties the table, so no other transaction ever sees a row.
CREATE TABLE lake_testkit.pending (
  seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_oid oid   NOT NULL,
  change    jsonb NOT NULL
);
CREATE INDEX pending_table_oid ON lake_testkit.pending (table_oid);

-- Files that are no longer used, and since when. VACUUM deletes them later.
CREATE TABLE lake_testkit.deletion_queue (
  path        text PRIMARY KEY,
  table_oid   oid NOT NULL,
  orphaned_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX deletion_queue_table_oid ON lake_testkit.deletion_queue (table_oid);
