-- At COMMIT, the first change of a table commits all its changes as one new snapshot.

-- The file before the previous one is not used any more.
CREATE FUNCTION lake_testkit.move_location(moved_table oid, new_location text) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO lake_testkit.deletion_queue (path, table_oid)
  SELECT t.previous_metadata_location, moved_table
  FROM lake_iceberg.tables_internal t
  WHERE t.table_name = moved_table AND t.previous_metadata_location IS NOT NULL;
  UPDATE lake_iceberg.tables_internal t
  SET metadata_location = new_location,
      previous_metadata_location = t.metadata_location
  WHERE t.table_name = moved_table;
$$;

CREATE FUNCTION lake_testkit.commit_table() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  iceberg      jsonb := lake_testkit.lock_table(NEW.table_oid);
  is_new       boolean;
  new_location text;
BEGIN
  -- There is nothing to do after the table's first change, or for a table that was dropped since.
  IF iceberg IS NULL OR iceberg -> 'changes' = '[]' THEN
    RETURN NULL;
  END IF;
  -- Deferred triggers also run when a transaction is prepared.
  IF current_query() ~* '\mPREPARE\s+TRANSACTION\M' THEN
    RAISE EXCEPTION 'cannot prepare a transaction that has Iceberg metadata changes'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  DELETE FROM lake_testkit.pending p WHERE p.table_oid = NEW.table_oid;
  new_location := lake_testkit.ask(iceberg || jsonb_build_object(
    'do', 'commit',
    'manifest_min_count_to_merge',
    current_setting('pg_lake_iceberg.manifest_min_count_to_merge')::int)) ->> 'metadata_location';
  is_new := jsonb_path_exists(iceberg, '$.changes[*].create');
  IF new_location <> iceberg ->> 'metadata_location' AND NOT is_new THEN
    PERFORM lake_testkit.move_location(NEW.table_oid, new_location);
  END IF;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER commit_table AFTER INSERT ON lake_testkit.pending
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION lake_testkit.commit_table();
