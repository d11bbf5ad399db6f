-- The steps of pg_lake's VACUUM of an Iceberg table, in three transactions. The engine calls these
-- functions when PostgreSQL has counted a VACUUM of the table.

-- Rewrites small files as one. Inserts can continue meanwhile; the commit waits for open writers.
CREATE FUNCTION lake_testkit.compact(vacuumed_table oid) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  request jsonb := jsonb_build_object('do', 'compact', 'min_input_files',
    current_setting('pg_lake_table.vacuum_compact_min_input_files')::int);
  seen    jsonb := lake_testkit.describe_table(vacuumed_table);
  locked  jsonb;
  change  jsonb;
BEGIN
  -- Null if the table was dropped.
  IF seen IS NOT NULL THEN
    change := lake_testkit.ask(seen || request) -> 'change';
  END IF;
  IF change IS NULL THEN
    RETURN false;
  END IF;
  locked := lake_testkit.lock_table(vacuumed_table);
  IF locked <> seen THEN
    -- A commit meanwhile may have changed the files that were read.
    change := lake_testkit.ask(locked || request) -> 'change';
  END IF;
  IF change IS NULL OR locked IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO lake_testkit.pending (table_oid, change) VALUES (vacuumed_table, change);
  RETURN true;
END
$$;

CREATE FUNCTION lake_testkit.expire_snapshots(vacuumed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  iceberg jsonb := lake_testkit.lock_table(vacuumed_table);
  answer  jsonb;
BEGIN
  IF iceberg IS NULL THEN
    RETURN;
  END IF;
  answer := lake_testkit.ask(iceberg || jsonb_build_object(
    'do', 'expire', 'max_snapshot_age', current_setting('pg_lake_iceberg.max_snapshot_age')::int));
  IF answer ->> 'metadata_location' <> iceberg ->> 'metadata_location' THEN
    PERFORM lake_testkit.move_location(vacuumed_table, answer ->> 'metadata_location');
    INSERT INTO lake_testkit.deletion_queue (path, table_oid)
    SELECT path, vacuumed_table FROM jsonb_array_elements_text(answer -> 'unreferenced') AS path
    ON CONFLICT DO NOTHING;
  END IF;
END
$$;

-- While the table is locked no other transaction writes files. A file without a reference is
-- therefore an orphan of a failed transaction.
CREATE FUNCTION lake_testkit.remove_files(vacuumed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  retention interval := make_interval(secs =>
    current_setting('pg_lake_engine.orphaned_file_retention_period')::int);
  iceberg   jsonb := lake_testkit.lock_table(vacuumed_table);
  due       text[];
  kept      text[];
BEGIN
  IF iceberg IS NULL THEN
    RETURN;
  END IF;
  SELECT coalesce(array_agg(q.path) FILTER (WHERE q.orphaned_at <= now() - retention), '{}')
  INTO due FROM lake_testkit.deletion_queue q WHERE q.table_oid = vacuumed_table;
  kept := ARRAY(
    SELECT q.path FROM lake_testkit.deletion_queue q
    WHERE q.table_oid = vacuumed_table AND q.path <> ALL (due)
    UNION ALL
    SELECT t.previous_metadata_location FROM lake_iceberg.tables_internal t
    WHERE t.table_name = vacuumed_table AND t.previous_metadata_location IS NOT NULL);
  PERFORM lake_testkit.ask(iceberg || jsonb_build_object('do', 'remove_files', 'due', due, 'kept', kept));
  DELETE FROM lake_testkit.deletion_queue q WHERE q.path = ANY (due);
END
$$;
