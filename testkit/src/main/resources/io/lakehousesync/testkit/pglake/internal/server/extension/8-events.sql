-- The event triggers, by command.

CREATE FUNCTION lake_testkit.ddl_ended() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  command record;
  found_any boolean := false;
BEGIN
  IF current_setting('lake_testkit.is_converting', true) = 'on' THEN
    RETURN;
  END IF;
  FOR command IN
    SELECT DISTINCT c.objid, c.objsubid, c.classid, c.command_tag FROM pg_event_trigger_ddl_commands() c
  LOOP
    found_any := true;
    IF command.classid = 'pg_class'::regclass THEN
      PERFORM lake_testkit.relation_ddl_ended(command.command_tag, command.objid, command.objsubid);
    ELSIF command.classid = 'pg_type'::regclass AND command.command_tag = 'ALTER TYPE' THEN
      PERFORM lake_testkit.refuse_alter_type(command.objid);
    END IF;
  END LOOP;
  IF NOT found_any AND TG_TAG = 'CREATE TABLE' THEN
    PERFORM lake_testkit.refuse_create_if_not_exists();
  ELSIF TG_TAG = 'ALTER TABLE' THEN
    PERFORM lake_testkit.refuse_add_column_if_not_exists();
  END IF;
END
$$;

CREATE FUNCTION lake_testkit.relation_ddl_ended(tag text, relation oid, attribute int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  CASE
    WHEN tag IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE MATERIALIZED VIEW') THEN
      IF lake_testkit.uses_iceberg(relation) AND NOT lake_testkit.is_registered(relation) THEN
        PERFORM lake_testkit.register(relation, tag <> 'CREATE TABLE');
      END IF;
    WHEN tag = 'ALTER TABLE' THEN
      PERFORM lake_testkit.refuse_children();
      IF lake_testkit.is_registered(relation) THEN
        IF attribute > 0 THEN
          PERFORM lake_testkit.check_rename_column(relation);
        END IF;
        PERFORM lake_testkit.follow_alter(relation);
      ELSIF lake_testkit.uses_iceberg(relation) THEN
        PERFORM lake_testkit.refuse(
          'setting the access method to iceberg is currently not supported', '',
          format('You can use CREATE TABLE new_table USING iceberg AS SELECT * FROM %s', lake_testkit.name_of(relation)));
      END IF;
    WHEN tag = 'CREATE INDEX' THEN
      PERFORM lake_testkit.refuse_index(i.indrelid) FROM pg_index i WHERE i.indexrelid = relation;
    WHEN tag = 'COMMENT' THEN
      IF attribute = 0 AND lake_testkit.is_registered(relation) THEN
        RAISE EXCEPTION '"%" is not a table', lake_testkit.name_of(relation) USING ERRCODE = 'wrong_object_type';
      END IF;
    ELSE
      NULL;
  END CASE;
END
$$;

-- RENAME COLUMN is the only ALTER TABLE that reports a column. pg_lake demands CREATE on the schema
-- for it, as PostgreSQL does for renaming a table. This function runs with its owner's rights, so it
-- asks for the role that the client has set, or that has logged in.
CREATE FUNCTION lake_testkit.check_rename_column(relation oid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  client name := coalesce(nullif(current_setting('role'), 'none'), session_user);
  schema oid := (SELECT c.relnamespace FROM pg_class c WHERE c.oid = relation);
BEGIN
  IF NOT has_schema_privilege(client, schema, 'CREATE') THEN
    RAISE EXCEPTION 'permission denied for schema %', schema::regnamespace USING
      ERRCODE = 'insufficient_privilege';
  END IF;
END
$$;

CREATE FUNCTION lake_testkit.refuse_index(indexed_table oid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF lake_testkit.is_registered(indexed_table) THEN
    RAISE EXCEPTION 'cannot create index on relation "%"', lake_testkit.name_of(indexed_table) USING
      ERRCODE = 'wrong_object_type',
      DETAIL = 'This operation is not supported for foreign tables.';
  END IF;
END
$$;

-- Two commands fail in pg_lake although PostgreSQL has nothing to do for them. The event triggers get
-- no command in this case, so these functions read the text that the client sent.
CREATE FUNCTION lake_testkit.refuse_create_if_not_exists() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  named text[] := regexp_match(current_query(),
    'create\s+table\s+if\s+not\s+exists\s+((?:"[^"]+"|[\w$.])+)[^;]*\musing\s+iceberg\M', 'i');
  existing lake_testkit.tables;
BEGIN
  SELECT t.* INTO existing FROM lake_testkit.tables t
  WHERE t.table_oid = lake_testkit.visible_table(named[1]);
  IF FOUND THEN
    RAISE EXCEPTION 'location "%" is not empty', existing.location USING
      ERRCODE = 'duplicate_file',
      HINT = 'Please use an empty location.';
  END IF;
END
$$;

-- These functions have their own search path; an unqualified name is looked up with the client's.
CREATE FUNCTION lake_testkit.visible_table(name text) RETURNS oid
LANGUAGE sql STABLE AS $$
  SELECT coalesce(to_regclass(name), (
    SELECT c.oid FROM pg_class c JOIN lake_testkit.tables t ON t.table_oid = c.oid
    WHERE c.relname = (parse_ident(name))[1] AND cardinality(parse_ident(name)) = 1 LIMIT 1))
$$;

CREATE FUNCTION lake_testkit.refuse_add_column_if_not_exists() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  named text[] := regexp_match(current_query(),
    'alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?((?:"[^"]+"|[\w$.])+)\s+add\s+(?:column\s+)?if\s+not\s+exists\s+("[^"]+"|[\w$]+)',
    'i');
BEGIN
  -- A column that this command added has no values yet and the highest number.
  IF named IS NOT NULL AND EXISTS (
      SELECT FROM pg_attribute a
      WHERE a.attrelid = lake_testkit.visible_table(named[1])
        AND a.attname = (parse_ident(named[2]))[1]
        AND a.xmin::text::bigint <> (pg_current_xact_id()::text::bigint & 4294967295)) THEN
    RAISE EXCEPTION 'column % already exists', named[2] USING ERRCODE = 'internal_error';
  END IF;
END
$$;

-- NOT NULL is rejected before PostgreSQL reports rows that have nulls.
CREATE FUNCTION lake_testkit.ddl_started() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  altered text[] := regexp_match(current_query(),
    'alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?((?:"[^"]+"|[\w$.])+)\s+([^;]*)\mnot\s+null\M', 'i');
BEGIN
  IF altered IS NOT NULL AND lake_testkit.is_registered(lake_testkit.visible_table(altered[1])) THEN
    IF altered[2] ~* '\mset\s+$' THEN
      PERFORM lake_testkit.refuse_alter('ALTER COLUMN ... SET NOT NULL');
    ELSIF altered[2] ~* '\madd\M' AND altered[2] !~* '\mdrop\s+$' THEN
      PERFORM lake_testkit.refuse_alter('ADD COLUMN with constraints');
    END IF;
  END IF;
END
$$;

CREATE FUNCTION lake_testkit.objects_dropped() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  dropped record;
BEGIN
  FOR dropped IN
    SELECT d.objid, d.objsubid FROM pg_event_trigger_dropped_objects() d
    WHERE d.classid = 'pg_class'::regclass AND d.object_type IN ('table', 'table column')
  LOOP
    IF NOT lake_testkit.is_registered(dropped.objid) THEN
      CONTINUE;
    ELSIF dropped.objsubid = 0 THEN
      DELETE FROM lake_testkit.pending p WHERE p.table_oid = dropped.objid;
      DELETE FROM lake_testkit.deletion_queue q WHERE q.table_oid = dropped.objid;
      DELETE FROM lake_testkit.tables t WHERE t.table_oid = dropped.objid;
      DELETE FROM lake_iceberg.tables_internal t WHERE t.table_name = dropped.objid;
    ELSIF TG_TAG <> 'ALTER TABLE' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = dropped.objid) THEN
      -- For example a column that was dropped with its type.
      PERFORM lake_testkit.follow_alter(dropped.objid);
    END IF;
  END LOOP;
END
$$;

CREATE EVENT TRIGGER pg_lake_ddl_started ON ddl_command_start
  WHEN TAG IN ('ALTER TABLE')
  EXECUTE FUNCTION lake_testkit.ddl_started();
CREATE EVENT TRIGGER pg_lake_ddl_ended ON ddl_command_end
  WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE MATERIALIZED VIEW',
               'ALTER TABLE', 'ALTER TYPE', 'CREATE INDEX', 'COMMENT')
  EXECUTE FUNCTION lake_testkit.ddl_ended();
CREATE EVENT TRIGGER pg_lake_objects_dropped ON sql_drop
  EXECUTE FUNCTION lake_testkit.objects_dropped();
