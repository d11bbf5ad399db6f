package io.lakehousesync.testkit.pglake.internal.rows;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/** A data file with the delete files that apply to it. */
public record LiveFile(DataFile data, List<DeleteFile> deletes) {
  public long rowCount() {
    return data.recordCount();
  }

  public String path() {
    return data.location();
  }
}
