-- An event trigger gets the altered table, but not the change. So the columns are compared with the
-- registered ones, and changes that pg_lake does not allow are rejected.

CREATE FUNCTION lake_testkit.refuse_alter(command text, detail text DEFAULT '') RETURNS void
LANGUAGE sql AS $$
  SELECT lake_testkit.refuse(
    format('ALTER TABLE %s command not supported for pg_lake_iceberg tables', command), detail)
$$;

CREATE FUNCTION lake_testkit.default_of(table_oid oid, attribute int) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT d.adbin::text FROM pg_catalog.pg_attrdef d
  WHERE d.adrelid = table_oid AND d.adnum = attribute
$$;

-- Whether an expression can have another value at another time: now(), random(), nextval().
CREATE FUNCTION lake_testkit.is_mutable(expression text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT expression ~ '\{(SQLVALUEFUNCTION|NEXTVALUEEXPR)' OR EXISTS (
    SELECT FROM regexp_matches(expression, ':(?:funcid|opfuncid) (\d+)', 'g') AS called
    JOIN pg_catalog.pg_proc p ON p.oid = called[1]::oid
    WHERE p.provolatile <> 'i')
$$;

CREATE FUNCTION lake_testkit.refuse_new_column(changed_table oid, attribute pg_attribute) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  default_expression text := lake_testkit.default_of(changed_table, attribute.attnum);
BEGIN
  IF pg_get_serial_sequence(changed_table::regclass::text, attribute.attname) IS NOT NULL
     AND attribute.attidentity = '' THEN
    PERFORM lake_testkit.refuse_alter('ADD COLUMN with SERIAL data types');
  ELSIF attribute.attnotnull OR attribute.attgenerated <> '' OR attribute.attidentity <> '' OR EXISTS (
      SELECT FROM pg_constraint k
      WHERE k.conrelid = changed_table AND k.contype = 'c' AND k.conkey = ARRAY[attribute.attnum]) THEN
    PERFORM lake_testkit.refuse_alter('ADD COLUMN with constraints');
  ELSIF lake_testkit.is_mutable(default_expression) THEN
    PERFORM lake_testkit.refuse_alter('ADD COLUMN with default expression');
  END IF;
END
$$;

-- Iceberg can widen types without rewriting files.
CREATE FUNCTION lake_testkit.is_promotion(before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT (before, after) IN (('int', 'long'), ('float', 'double'))
    OR (before ~ '^decimal' AND after ~ '^decimal'
      AND substring(before FROM ', (\d+)') = substring(after FROM ', (\d+)')
      AND substring(before FROM '\((\d+)')::int < substring(after FROM '\((\d+)')::int)
$$;

CREATE FUNCTION lake_testkit.refuse_changed_column(column_before jsonb, attribute pg_attribute) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  pg_type text := format_type(attribute.atttypid, attribute.atttypmod);
  after   record;
BEGIN
  IF attribute.attnotnull AND NOT (column_before ->> 'required')::boolean THEN
    PERFORM lake_testkit.refuse_alter('ALTER COLUMN ... SET NOT NULL');
  END IF;
  IF pg_type = column_before ->> 'pg_type' THEN
    RETURN;
  END IF;
  SELECT * INTO after FROM lake_testkit.iceberg_type(
    attribute.atttypid, attribute.atttypmod, attribute.attname, 0);
  IF lake_testkit.is_unsupported_numeric(attribute.atttypid, attribute.atttypmod)
     OR NOT lake_testkit.is_promotion(column_before ->> 'type', after.iceberg #>> '{}')
        AND NOT (column_before ->> 'pg_type' = 'smallint' AND pg_type = 'integer') THEN
    PERFORM lake_testkit.refuse_alter('ALTER COLUMN ... SET DATA TYPE',
      'Allowed type promotions for Iceberg tables are: int -> bigint, float -> double, and '
        'decimal(P,S) -> decimal(P'',S) where P'' > P (wider precision, same scale).');
  END IF;
END
$$;

-- The value of the column in older rows, in Iceberg's JSON form of a single value.
CREATE FUNCTION lake_testkit.initial_default(iceberg jsonb, missing text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN missing IS NULL OR jsonb_typeof(iceberg) <> 'string' THEN NULL
    WHEN iceberg #>> '{}' IN ('int', 'long', 'float', 'double') THEN to_jsonb(missing::numeric)
    WHEN iceberg #>> '{}' = 'boolean' THEN to_jsonb(missing::boolean)
    WHEN iceberg #>> '{}' = 'timestamp' THEN to_jsonb(replace(missing, ' ', 'T'))
    WHEN iceberg #>> '{}' = 'timestamptz' THEN to_jsonb(replace(missing, ' ', 'T') || ':00')
    WHEN iceberg #>> '{}' = 'binary' THEN to_jsonb(substring(missing FROM 3))
    ELSE to_jsonb(missing)
  END
$$;

CREATE FUNCTION lake_testkit.with_initial_default(iceberg_column jsonb, missing text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT iceberg_column || coalesce(
    jsonb_build_object('default', lake_testkit.initial_default(iceberg_column -> 'type', missing)), '{}')
$$;

CREATE FUNCTION lake_testkit.follow_alter(changed_table oid) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
DECLARE
  registered    lake_testkit.tables;
  attribute     pg_attribute;
  column_before jsonb;
  missing       jsonb := '{}';
  made          record;
  columns_after jsonb;
BEGIN
  IF NOT lake_testkit.uses_iceberg(changed_table) THEN
    PERFORM lake_testkit.refuse_alter('SET ACCESS METHOD');
  END IF;
  PERFORM lake_testkit.lock_table(changed_table);
  SELECT t.* INTO registered FROM lake_testkit.tables t WHERE t.table_oid = changed_table;
  PERFORM lake_testkit.refuse_keys(changed_table);

  FOR attribute IN
    SELECT a.* FROM pg_attribute a
    WHERE a.attrelid = changed_table AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
  LOOP
    SELECT c INTO column_before FROM jsonb_array_elements(registered.columns) c
    WHERE (c ->> 'attnum')::int = attribute.attnum;
    IF column_before IS NOT NULL THEN
      PERFORM lake_testkit.refuse_changed_column(column_before, attribute);
    ELSE
      PERFORM lake_testkit.refuse_new_column(changed_table, attribute);
      IF attribute.atthasmissing THEN
        missing := missing || jsonb_build_object(attribute.attnum, (attribute.attmissingval::text::text[])[1]);
      END IF;
    END IF;
  END LOOP;

  PERFORM lake_testkit.convert_unsupported_numerics(changed_table);
  SELECT * INTO made FROM lake_testkit.columns_of(changed_table, registered.columns, registered.last_field_id);
  SELECT jsonb_agg(
    CASE WHEN missing ? (c ->> 'attnum')
         THEN jsonb_strip_nulls(lake_testkit.with_initial_default(c, missing ->> (c ->> 'attnum')))
         ELSE c END ORDER BY n)
  INTO columns_after FROM jsonb_array_elements(made.columns) WITH ORDINALITY AS e(c, n);
  IF columns_after = registered.columns THEN
    RETURN;
  END IF;
  UPDATE lake_testkit.tables t SET columns = columns_after, last_field_id = made.last_id
  WHERE t.table_oid = changed_table;
  IF lake_testkit.iceberg_schema(columns_after) <> lake_testkit.iceberg_schema(registered.columns) THEN
    INSERT INTO lake_testkit.pending (table_oid, change) VALUES (changed_table, '{"schema": true}');
  END IF;
END
$$;

CREATE FUNCTION lake_testkit.refuse_alter_type(altered_type oid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
      SELECT FROM lake_testkit.tables t
      JOIN pg_attribute a ON a.attrelid = t.table_oid AND NOT a.attisdropped
      JOIN pg_type used ON used.oid = a.atttypid
      WHERE altered_type IN (used.oid, used.typelem)) THEN
    PERFORM lake_testkit.refuse(format(
      'cannot alter type %s because it is used in an iceberg table', format_type(altered_type, NULL)));
  END IF;
END
$$;
