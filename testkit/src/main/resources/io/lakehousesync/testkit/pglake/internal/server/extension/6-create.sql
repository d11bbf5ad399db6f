-- When a table of the access method "iceberg" is created, it is checked and registered and gets its
-- triggers.

CREATE FUNCTION lake_testkit.refuse(message text, detail text DEFAULT '', hint text DEFAULT '') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- An empty detail or hint would be shown as an empty line.
  IF hint <> '' AND detail <> '' THEN
    RAISE EXCEPTION '%', message USING ERRCODE = 'feature_not_supported', DETAIL = detail, HINT = hint;
  ELSIF hint <> '' THEN
    RAISE EXCEPTION '%', message USING ERRCODE = 'feature_not_supported', HINT = hint;
  ELSIF detail <> '' THEN
    RAISE EXCEPTION '%', message USING ERRCODE = 'feature_not_supported', DETAIL = detail;
  END IF;
  RAISE EXCEPTION '%', message USING ERRCODE = 'feature_not_supported';
END
$$;

CREATE FUNCTION lake_testkit.uses_iceberg(relation oid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.oid = relation AND a.amname = 'iceberg')
$$;

CREATE FUNCTION lake_testkit.name_of(relation oid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT c.relname::text FROM pg_class c WHERE c.oid = relation
$$;

CREATE FUNCTION lake_testkit.is_registered(table_oid oid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM lake_testkit.tables t WHERE t.table_oid = is_registered.table_oid)
$$;

-- The location of a new table. A rename does not change it.
CREATE FUNCTION lake_testkit.new_location(table_oid oid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  prefix text := current_setting('pg_lake_iceberg.default_location_prefix', true);
BEGIN
  IF coalesce(prefix, '') = '' THEN
    RAISE EXCEPTION '"location" option is required for pg_lake_iceberg tables' USING
      ERRCODE = 'syntax_error',
      HINT = 'You can set the GUC pg_lake_iceberg.default_location_prefix to globally specify the location prefix.';
  END IF;
  RETURN (
    SELECT format('%s/%s/%s/%s/%s', rtrim(prefix, '/'), current_database(), n.nspname, c.relname, c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = table_oid);
END
$$;

-- Columns of numeric types that are not an Iceberg decimal become double precision.
CREATE FUNCTION lake_testkit.convert_unsupported_numerics(changed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  attribute record;
BEGIN
  PERFORM set_config('lake_testkit.is_converting', 'on', true);
  FOR attribute IN
    SELECT a.attname, l.in_array
    FROM pg_attribute a CROSS JOIN LATERAL lake_testkit.leaf_of(a.atttypid, a.atttypmod) l
    WHERE a.attrelid = changed_table AND a.attnum > 0 AND NOT a.attisdropped
      AND lake_testkit.is_unsupported_numeric(a.atttypid, a.atttypmod)
    ORDER BY a.attnum
  LOOP
    IF NOT coalesce(current_setting('pg_lake_iceberg.unsupported_numeric_as_double', true), 'on')::boolean THEN
      PERFORM lake_testkit.refuse(
        'numeric type is not supported on Iceberg tables',
        format('column name triggering the error: "%s"', attribute.attname),
        'Use numeric(P,S) with precision <= 38 and scale <= 38, or enable '
          'pg_lake_iceberg.unsupported_numeric_as_double to convert to double precision.');
    END IF;
    RAISE NOTICE 'column "%" has type that cannot be stored as an Iceberg decimal, converting to double precision',
      attribute.attname
      USING HINT = 'Use numeric(P,S) with precision <= 38 to preserve exact decimal semantics.';
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %s', changed_table::regclass, attribute.attname,
      CASE WHEN attribute.in_array THEN 'double precision[]' ELSE 'double precision' END);
  END LOOP;
  PERFORM set_config('lake_testkit.is_converting', 'off', true);
END
$$;

-- Keys are rejected with the message that PostgreSQL has for foreign tables.
CREATE FUNCTION lake_testkit.refuse_keys(changed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  kind text;
BEGIN
  SELECT CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion'
                        ELSE 'foreign key' END
  INTO kind FROM pg_constraint k
  WHERE k.conrelid = changed_table AND k.contype IN ('p', 'u', 'x', 'f') LIMIT 1;
  IF FOUND THEN
    PERFORM lake_testkit.refuse(format('%s constraints are not supported on foreign tables', kind));
  END IF;
END
$$;

-- A statement on a parent table does not fire the statement triggers of its children, so the changes
-- would not reach Iceberg.
CREATE FUNCTION lake_testkit.refuse_children() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_inherits i JOIN lake_testkit.tables t ON t.table_oid IN (i.inhrelid, i.inhparent)) THEN
    PERFORM lake_testkit.refuse('the testkit does not support inheritance and partitions of Iceberg tables');
  END IF;
END
$$;

CREATE FUNCTION lake_testkit.equip(changed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  name regclass := changed_table;
BEGIN
  EXECUTE format('CREATE TRIGGER pg_lake_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lake_testkit.rows_inserted()', name);
  EXECUTE format('CREATE TRIGGER pg_lake_update AFTER UPDATE ON %s
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lake_testkit.rows_updated()', name);
  EXECUTE format('CREATE TRIGGER pg_lake_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION lake_testkit.rows_deleted()', name);
  EXECUTE format('CREATE TRIGGER pg_lake_truncate AFTER TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION lake_testkit.table_truncated()', name);
  EXECUTE format('CREATE TRIGGER pg_lake_merge BEFORE INSERT OR UPDATE OR DELETE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION lake_testkit.refuse_merge()', name);
END
$$;

CREATE FUNCTION lake_testkit.register(new_table oid, filled boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  relation pg_class;
  location text;
  made     record;
  as_or_for text := CASE WHEN filled THEN 'as' ELSE 'for' END;
  rows_cursor refcursor;
  has_rows boolean;
  iceberg  jsonb;
BEGIN
  SELECT c.* INTO relation FROM pg_class c WHERE c.oid = new_table;
  IF relation.relkind = 'm' THEN
    PERFORM lake_testkit.refuse('pg_lake_table: materialized views are not allowed as pg_lake_iceberg tables');
  ELSIF relation.relkind = 'p' THEN
    PERFORM lake_testkit.refuse('pg_lake_table: partitioned tables are not allowed for pg_lake_iceberg tables');
  ELSIF relation.relpersistence = 't' THEN
    PERFORM lake_testkit.refuse(format('pg_lake_table: temporary tables are not allowed %s pg_lake_iceberg tables', as_or_for));
  ELSIF relation.relpersistence = 'u' THEN
    PERFORM lake_testkit.refuse(format('pg_lake_table: unlogged tables are not allowed %s pg_lake_iceberg tables', as_or_for));
  END IF;
  IF NOT pg_has_role(relation.relowner, 'lake_write', 'USAGE') THEN
    RAISE EXCEPTION 'permission denied for foreign server pg_lake_iceberg' USING ERRCODE = 'insufficient_privilege';
  END IF;
  location := lake_testkit.new_location(new_table);
  PERFORM lake_testkit.refuse_keys(new_table);
  PERFORM lake_testkit.convert_unsupported_numerics(new_table);

  SELECT * INTO made FROM lake_testkit.columns_of(new_table, '[]', 0);
  INSERT INTO lake_testkit.tables (table_oid, location, columns, last_field_id)
  VALUES (new_table, location, made.columns, made.last_id);
  PERFORM lake_testkit.refuse_children();
  INSERT INTO lake_iceberg.tables_internal (table_name, metadata_location)
  VALUES (new_table, format('%s/metadata/00000-%s.metadata.json', location, gen_random_uuid()));
  INSERT INTO lake_testkit.pending (table_oid, change) VALUES (new_table, '{"create": true}');

  IF filled THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', new_table::regclass) INTO has_rows;
    IF has_rows THEN
      iceberg := lake_testkit.lock_table(new_table);
      OPEN rows_cursor FOR EXECUTE
        format('SELECT %s FROM %s', lake_testkit.projection(made.columns), new_table::regclass);
      PERFORM lake_testkit.record_change(new_table, iceberg || jsonb_build_object(
        'do', 'write', 'new_rows', lake_testkit.send_rows(rows_cursor, made.columns)));
      CLOSE rows_cursor;
    END IF;
  END IF;
  PERFORM lake_testkit.equip(new_table);
END
$$;
