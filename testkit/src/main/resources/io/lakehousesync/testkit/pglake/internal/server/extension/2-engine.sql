-- The channel to the query engine, which is the JVM. Rows and requests are files in a directory that
-- only the server and the JVM can read. The engine answers each request with one file.

-- Binary COPY cannot read a transition table. But COPY can call this function, which reads all rows
-- of a cursor on a transition table.
CREATE FUNCTION lake_testkit.drain(rows refcursor) RETURNS SETOF record
LANGUAGE plpgsql SET work_mem = '64MB' AS $$
BEGIN
  RETURN QUERY EXECUTE format('FETCH ALL FROM %I', rows);
END
$$;

CREATE FUNCTION lake_testkit.request_directory() RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT current_setting('data_directory') || '/lake_requests/'
$$;

-- Writes the cursor's rows to a file in binary COPY format, and returns the file's name.
CREATE FUNCTION lake_testkit.send_rows(rows refcursor, columns jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  file text := gen_random_uuid() || '.rows';
BEGIN
  EXECUTE format(
    'COPY (SELECT * FROM lake_testkit.drain(%L) AS r(%s)) TO %L (FORMAT binary)',
    rows, lake_testkit.row_definition(columns), lake_testkit.request_directory() || file);
  RETURN file;
END
$$;

-- Fails unless the engine runs. While it runs, it holds this lock in its own session.
CREATE FUNCTION lake_testkit.require_engine() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF pg_try_advisory_xact_lock_shared(7809040420) THEN
    RAISE EXCEPTION 'could not start query engine' USING
      ERRCODE = 'internal_error',
      DETAIL = 'The JVM that runs the query engine has stopped or closed it.';
  END IF;
END
$$;

-- Sends one request and waits for its answer. The wait is interruptible.
CREATE FUNCTION lake_testkit.ask(request jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  id       text := gen_random_uuid();
  line     text := translate(encode(convert_to(request::text, 'UTF8'), 'base64'), E'\n', '');
  deadline timestamptz := clock_timestamp() + interval '150 s';
  polls     int := 0;
  answer   jsonb;
BEGIN
  PERFORM lake_testkit.require_engine();
  EXECUTE format('COPY (SELECT %L) TO %L', line, lake_testkit.request_directory() || id || '.request');
  LOOP
    answer := pg_read_file('lake_requests/' || id || '.answer', true)::jsonb;
    EXIT WHEN answer IS NOT NULL;
    PERFORM pg_sleep(0.001);
    polls := polls + 1;
    IF polls % 50 = 0 THEN
      PERFORM lake_testkit.require_engine();
      IF clock_timestamp() > deadline THEN
        RAISE EXCEPTION 'the query engine did not answer' USING ERRCODE = 'connection_failure';
      END IF;
    END IF;
  END LOOP;
  IF answer ? 'error' THEN
    RAISE EXCEPTION USING
      ERRCODE = answer #>> '{error,sqlstate}',
      MESSAGE = answer #>> '{error,message}';
  END IF;
  RETURN answer;
END
$$;
