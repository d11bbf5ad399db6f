-- The content of metadata files, which the engine reads.

CREATE FUNCTION lake_iceberg.metadata(metadata_uri text) RETURNS jsonb
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT lake_testkit.ask(jsonb_build_object('do', 'metadata', 'url', metadata_uri)) -> 'metadata'
$$;

CREATE FUNCTION lake_iceberg.files(metadata_uri text)
RETURNS TABLE (
  manifest_path text, content text, file_path text, file_format text,
  spec_id bigint, record_count bigint, file_size_in_bytes bigint)
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.* FROM jsonb_to_recordset(
    lake_testkit.ask(jsonb_build_object('do', 'files', 'url', metadata_uri)) -> 'files')
  AS f(manifest_path text, content text, file_path text, file_format text,
       spec_id bigint, record_count bigint, file_size_in_bytes bigint)
$$;

CREATE FUNCTION lake_iceberg.snapshots(metadata_uri text)
RETURNS TABLE (sequence_number bigint, snapshot_id bigint, timestamp_ms timestamp, manifest_list text)
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.sequence_number, s.snapshot_id, to_timestamp(s.timestamp_ms / 1000.0) AT TIME ZONE 'UTC', s.manifest_list
  FROM jsonb_to_recordset(
    lake_testkit.ask(jsonb_build_object('do', 'snapshots', 'url', metadata_uri)) -> 'snapshots')
  AS s(sequence_number bigint, snapshot_id bigint, timestamp_ms bigint, manifest_list text)
$$;

REVOKE ALL ON FUNCTION lake_iceberg.metadata(text), lake_iceberg.files(text), lake_iceberg.snapshots(text)
  FROM public;
GRANT EXECUTE ON FUNCTION lake_iceberg.metadata(text), lake_iceberg.files(text), lake_iceberg.snapshots(text)
  TO lake_read;
