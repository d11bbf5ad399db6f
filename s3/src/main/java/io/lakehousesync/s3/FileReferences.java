package io.lakehousesync.s3;

/** Hears of the files that a metadata file refers to, as they are read. */
interface FileReferences {
  /** Hears of nothing. */
  FileReferences NONE =
      new FileReferences() {
        @Override
        public void file(String uri) {}

        @Override
        public void manifestList(String uri) {}

        @Override
        public void manifest(String uri) {}
      };

  /** A file that refers to no others: an older metadata file, statistics. */
  void file(String uri);

  /** The manifest list of a live snapshot. */
  void manifestList(String uri);

  /** A manifest that a snapshot of format version 1 names itself. */
  void manifest(String uri);
}
