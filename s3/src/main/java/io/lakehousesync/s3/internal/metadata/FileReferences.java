package io.lakehousesync.s3.internal.metadata;

/** Receives the files that a metadata file refers to, while it is read. */
public interface FileReferences {
  /** Ignores the files. */
  FileReferences NONE =
      new FileReferences() {
        @Override
        public void file(String uri) {}

        @Override
        public void manifestList(String uri) {}

        @Override
        public void manifest(String uri) {}
      };

  /** Receives a file that refers to no others: an older metadata file or statistics. */
  void file(String uri);

  /** Receives the manifest list of a live snapshot. */
  void manifestList(String uri);

  /** Receives a manifest that the metadata file itself lists, as format version 1 allows. */
  void manifest(String uri);
}
