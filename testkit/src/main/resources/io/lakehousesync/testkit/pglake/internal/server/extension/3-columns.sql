-- The Iceberg type of each PostgreSQL type.

-- "copy_as" is the type to which a value is cast before it is sent; null without a cast.
-- Nested types take field ids after last_id.
CREATE FUNCTION lake_testkit.iceberg_type(
  type_oid oid, type_mod int, column_name text, INOUT last_id int, OUT iceberg jsonb, OUT copy_as text)
LANGUAGE plpgsql AS $$
DECLARE
  pg_type  pg_catalog.pg_type;
  nested   record;
  inner_id int;
  fields   jsonb := '[]';
  field    record;
BEGIN
  SELECT t.* INTO pg_type FROM pg_catalog.pg_type t WHERE t.oid = type_oid;
  IF pg_type.typtype = 'd' THEN
    SELECT * INTO nested FROM lake_testkit.iceberg_type(
      pg_type.typbasetype, pg_type.typtypmod, column_name, last_id);
    last_id := nested.last_id;
    iceberg := nested.iceberg;
    copy_as := coalesce(nested.copy_as, format_type(pg_type.typbasetype, pg_type.typtypmod));
    RETURN;
  END IF;

  IF pg_type.typcategory = 'A' AND pg_type.typelem <> 0 THEN
    inner_id := last_id + 1;
    SELECT * INTO nested FROM lake_testkit.iceberg_type(pg_type.typelem, type_mod, column_name, inner_id);
    last_id := nested.last_id;
    iceberg := jsonb_build_object(
      'type', 'list', 'element-id', inner_id, 'element', nested.iceberg, 'element-required', false);
    copy_as := nested.copy_as || '[]';
    RETURN;
  END IF;

  IF type_oid = 'interval'::regtype THEN
    iceberg := jsonb_build_object('type', 'struct', 'fields', jsonb_build_array(
      lake_testkit.field(last_id + 1, 'months', '"long"'),
      lake_testkit.field(last_id + 2, 'days', '"long"'),
      lake_testkit.field(last_id + 3, 'microseconds', '"long"')));
    last_id := last_id + 3;
    RETURN;
  END IF;

  IF pg_type.typtype = 'c' THEN
    IF (SELECT c.relkind FROM pg_catalog.pg_class c WHERE c.oid = pg_type.typrelid) <> 'c' THEN
      RAISE EXCEPTION 'pg_lake_iceberg: table types are not supported as columns' USING
        ERRCODE = 'feature_not_supported',
        DETAIL = format('column name triggering the error: "%s"', column_name);
    END IF;
    FOR field IN
      SELECT a.attname, a.atttypid, a.atttypmod FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = pg_type.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
    LOOP
      inner_id := last_id + 1;
      SELECT * INTO nested FROM lake_testkit.iceberg_type(field.atttypid, field.atttypmod, column_name, inner_id);
      IF nested.copy_as IS NOT NULL AND NOT lake_testkit.is_sent_as_stored(field.atttypid) THEN
        RAISE EXCEPTION 'pg_lake_iceberg: type % is not supported inside composite types',
          format_type(field.atttypid, field.atttypmod) USING
          ERRCODE = 'feature_not_supported',
          DETAIL = format('column name triggering the error: "%s"', column_name);
      END IF;
      last_id := nested.last_id;
      fields := fields || lake_testkit.field(inner_id, field.attname, nested.iceberg);
    END LOOP;
    iceberg := jsonb_build_object('type', 'struct', 'fields', fields);
    RETURN;
  END IF;

  CASE type_oid
    WHEN 'bool'::regtype        THEN iceberg := '"boolean"';
    WHEN 'int2'::regtype        THEN iceberg := '"int"'; copy_as := 'integer';
    WHEN 'int4'::regtype        THEN iceberg := '"int"';
    WHEN 'int8'::regtype        THEN iceberg := '"long"';
    WHEN 'float4'::regtype      THEN iceberg := '"float"';
    WHEN 'float8'::regtype      THEN iceberg := '"double"';
    WHEN 'text'::regtype        THEN iceberg := '"string"';
    WHEN 'bytea'::regtype       THEN iceberg := '"binary"';
    WHEN 'date'::regtype        THEN iceberg := '"date"';
    WHEN 'time'::regtype        THEN iceberg := '"time"';
    WHEN 'timetz'::regtype      THEN iceberg := '"time"'; copy_as := 'time';
    WHEN 'timestamp'::regtype   THEN iceberg := '"timestamp"';
    WHEN 'timestamptz'::regtype THEN iceberg := '"timestamptz"';
    WHEN 'uuid'::regtype        THEN iceberg := '"uuid"';
    WHEN 'numeric'::regtype     THEN
      iceberg := to_jsonb(format('decimal(%s, %s)', (type_mod - 4) >> 16, (type_mod - 4) & 2047));
    ELSE iceberg := '"string"'; copy_as := 'text';
  END CASE;
END
$$;

CREATE FUNCTION lake_testkit.field(id int, name text, iceberg jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('id', id, 'name', name, 'required', false, 'type', iceberg)
$$;

-- Types whose binary form inside a composite type the engine can read without a cast.
CREATE FUNCTION lake_testkit.is_sent_as_stored(type_oid oid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT t.typtype = 'e' OR type_oid IN ('int2'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'json'::regtype)
  FROM pg_catalog.pg_type t WHERE t.oid = type_oid
$$;

-- The type that a domain or an array consists of, and its modifier. Domains and arrays can be nested.
CREATE FUNCTION lake_testkit.leaf_of(
  type_oid oid, type_mod int, OUT leaf oid, OUT modifier int, OUT in_array boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  pg_type pg_catalog.pg_type;
BEGIN
  leaf := type_oid;
  modifier := type_mod;
  in_array := false;
  LOOP
    SELECT t.* INTO pg_type FROM pg_catalog.pg_type t WHERE t.oid = leaf;
    IF pg_type.typtype = 'd' THEN
      leaf := pg_type.typbasetype;
      modifier := pg_type.typtypmod;
    ELSIF pg_type.typcategory = 'A' AND pg_type.typelem <> 0 THEN
      leaf := pg_type.typelem;
      in_array := true;
    ELSE
      RETURN;
    END IF;
  END LOOP;
END
$$;

-- A numeric that is not an Iceberg decimal: without precision, wider than 38 digits, or with a scale
-- that Iceberg does not support. Also in domains and arrays.
CREATE FUNCTION lake_testkit.is_unsupported_numeric(type_oid oid, type_mod int) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT l.leaf = 'numeric'::regtype
    AND (l.modifier < 0 OR (l.modifier - 4) >> 16 > 38
      OR (l.modifier - 4) & 2047 > (l.modifier - 4) >> 16)
  FROM lake_testkit.leaf_of(type_oid, type_mod) l
$$;

-- The table's columns with their field ids: known columns keep theirs, new ones get the next.
CREATE FUNCTION lake_testkit.columns_of(table_oid oid, known jsonb, INOUT last_id int, OUT columns jsonb)
LANGUAGE plpgsql AS $$
DECLARE
  attribute record;
  mapped    record;
  before    jsonb;
  field_id  int;
BEGIN
  columns := '[]';
  FOR attribute IN
    SELECT a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = table_oid AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
  LOOP
    SELECT k INTO before FROM jsonb_array_elements(known) k WHERE (k ->> 'attnum')::int = attribute.attnum;
    IF before IS NULL THEN
      field_id := last_id + 1;
    ELSE
      field_id := (before ->> 'id')::int;
    END IF;
    IF before IS NOT NULL AND jsonb_typeof(before -> 'type') = 'object' THEN
      mapped := (last_id, before -> 'type', before ->> 'copy_as');
      columns := columns || (before || jsonb_build_object(
        'name', attribute.attname, 'required', attribute.attnotnull));
      CONTINUE;
    END IF;
    SELECT * INTO mapped FROM lake_testkit.iceberg_type(
      attribute.atttypid, attribute.atttypmod, attribute.attname, greatest(last_id, field_id));
    last_id := mapped.last_id;
    columns := columns || jsonb_strip_nulls(jsonb_build_object(
      'attnum', attribute.attnum,
      'id', field_id,
      'name', attribute.attname,
      'required', attribute.attnotnull,
      'type', mapped.iceberg,
      'pg_type', format_type(attribute.atttypid, attribute.atttypmod),
      'copy_as', mapped.copy_as,
      'default', before -> 'default'));
  END LOOP;
END
$$;

-- The SELECT list that reads the columns in the form in which they are sent.
CREATE FUNCTION lake_testkit.projection(columns jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT string_agg(
    CASE -- A time with time zone is stored as the time in UTC.
         WHEN c ->> 'copy_as' = 'time' THEN format('(%I AT TIME ZONE ''UTC'')::time', c ->> 'name')
         -- The cast would add the length of the netmask.
         WHEN c ->> 'pg_type' = 'inet' THEN format('inet_out(%I)::text', c ->> 'name')
         WHEN c ? 'copy_as' THEN format('%I::%s', c ->> 'name', c ->> 'copy_as')
         ELSE quote_ident(c ->> 'name') END, ', ' ORDER BY n)
  FROM jsonb_array_elements(columns) WITH ORDINALITY AS e(c, n)
$$;

-- The same columns as a column definition list.
CREATE FUNCTION lake_testkit.row_definition(columns jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT string_agg(format('%I %s', c ->> 'name', coalesce(c ->> 'copy_as', c ->> 'pg_type')), ', ' ORDER BY n)
  FROM jsonb_array_elements(columns) WITH ORDINALITY AS e(c, n)
$$;

-- The Iceberg schema in Iceberg's JSON.
CREATE FUNCTION lake_testkit.iceberg_schema(columns jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('type', 'struct', 'fields', jsonb_agg(
    jsonb_strip_nulls(jsonb_build_object(
      'id', c -> 'id',
      'name', c -> 'name',
      'required', c -> 'required',
      'type', c -> 'type',
      'initial-default', c -> 'default',
      'write-default', c -> 'default')) ORDER BY n))
  FROM jsonb_array_elements(columns) WITH ORDINALITY AS e(c, n)
$$;
