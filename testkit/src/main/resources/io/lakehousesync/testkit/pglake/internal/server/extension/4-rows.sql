-- The changes of a statement are written to S3 at the end of the statement, and kept in
-- lake_testkit.pending until COMMIT.

-- The table as the engine sees it in this transaction.
CREATE FUNCTION lake_testkit.describe_table(changed_table oid) RETURNS jsonb
LANGUAGE sql AS $$
  SELECT jsonb_build_object(
    'metadata_location', i.metadata_location,
    'location', t.location,
    'columns', t.columns,
    'schema', lake_testkit.iceberg_schema(t.columns),
    'last_field_id', t.last_field_id,
    'changes', (SELECT coalesce(jsonb_agg(p.change ORDER BY p.seq), '[]')
                FROM lake_testkit.pending p WHERE p.table_oid = changed_table))
  FROM lake_testkit.tables t
  JOIN lake_iceberg.tables_internal i ON i.table_name = t.table_oid
  WHERE t.table_oid = changed_table
$$;

-- The table as the engine sees it, with the lock for which a second writer waits.
CREATE FUNCTION lake_testkit.lock_table(changed_table oid) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM lake_iceberg.tables_internal t WHERE t.table_name = changed_table FOR UPDATE;
  RETURN lake_testkit.describe_table(changed_table);
END
$$;

-- Requests the engine to write the changes, and keeps its answer.
CREATE FUNCTION lake_testkit.record_change(changed_table oid, request jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lake_testkit.pending (table_oid, change)
  VALUES (changed_table, lake_testkit.ask(request) -> 'change');
END
$$;

CREATE FUNCTION lake_testkit.rows_inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  iceberg  jsonb;
  new_rows_cursor refcursor;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  iceberg := lake_testkit.lock_table(TG_RELID);
  OPEN new_rows_cursor FOR EXECUTE format('SELECT %s FROM new_rows', lake_testkit.projection(iceberg -> 'columns'));
  PERFORM lake_testkit.record_change(TG_RELID, iceberg || jsonb_build_object(
    'do', 'write', 'new_rows', lake_testkit.send_rows(new_rows_cursor, iceberg -> 'columns')));
  CLOSE new_rows_cursor;
  RETURN NULL;
END
$$;

CREATE FUNCTION lake_testkit.rows_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  iceberg  jsonb;
  old_rows_cursor refcursor;
BEGIN
  IF NOT EXISTS (SELECT FROM old_rows) THEN
    RETURN NULL;
  END IF;
  iceberg := lake_testkit.lock_table(TG_RELID);
  OPEN old_rows_cursor FOR EXECUTE format('SELECT %s FROM old_rows', lake_testkit.projection(iceberg -> 'columns'));
  PERFORM lake_testkit.record_change(TG_RELID, iceberg || jsonb_build_object(
    'do', 'write', 'old_rows', lake_testkit.send_rows(old_rows_cursor, iceberg -> 'columns')));
  CLOSE old_rows_cursor;
  RETURN NULL;
END
$$;

CREATE FUNCTION lake_testkit.rows_updated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  iceberg  jsonb;
  old_file text;
  new_file text;
  old_rows_cursor refcursor;
  new_rows_cursor refcursor;
BEGIN
  IF NOT EXISTS (SELECT FROM new_rows) THEN
    RETURN NULL;
  END IF;
  iceberg := lake_testkit.lock_table(TG_RELID);
  OPEN old_rows_cursor FOR EXECUTE format('SELECT %s FROM old_rows', lake_testkit.projection(iceberg -> 'columns'));
  old_file := lake_testkit.send_rows(old_rows_cursor, iceberg -> 'columns');
  CLOSE old_rows_cursor;
  OPEN new_rows_cursor FOR EXECUTE format('SELECT %s FROM new_rows', lake_testkit.projection(iceberg -> 'columns'));
  new_file := lake_testkit.send_rows(new_rows_cursor, iceberg -> 'columns');
  CLOSE new_rows_cursor;
  PERFORM lake_testkit.record_change(TG_RELID, iceberg || jsonb_build_object(
    'do', 'write', 'old_rows', old_file, 'new_rows', new_file));
  RETURN NULL;
END
$$;

CREATE FUNCTION lake_testkit.table_truncated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM lake_testkit.lock_table(TG_RELID);
  INSERT INTO lake_testkit.pending (table_oid, change) VALUES (TG_RELID, '{"truncate": true}');
  RETURN NULL;
END
$$;

-- MERGE is allowed on heap tables, but not on Iceberg tables. A statement trigger does not get the
-- command that fired it, so this function reads the text that the client sent.
CREATE FUNCTION lake_testkit.refuse_merge() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF left(current_query(), 4000) ~* '\mmerge\s+into\M' THEN
    RAISE EXCEPTION 'cannot execute MERGE on relation "%"', TG_TABLE_NAME USING
      ERRCODE = 'feature_not_supported',
      DETAIL = 'This operation is not supported for foreign tables.';
  END IF;
  RETURN NULL;
END
$$;
