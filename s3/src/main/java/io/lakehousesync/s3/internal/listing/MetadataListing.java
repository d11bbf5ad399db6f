package io.lakehousesync.s3.internal.listing;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.s3.internal.object.ObjectPages;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Lists a metadata directory.
 *
 * <p>S3 lists keys in byte order. In this order, 100000 comes before 99999, and manifests with
 * hexadecimal names lie between the metadata files. So a check that starts at a known file lists
 * only the hundred versions that share its prefix. If the last version of this hundred exists, the
 * check also lists the next hundred. Usually, this takes one or two requests.
 *
 * <p>A check can start at a file that was new at the previous check and still exists: each commit
 * writes the next version, and pg_lake keeps replaced files for days. A check must not start at an
 * arbitrary old file: pg_lake may have failed to remove this file, and may have removed the files
 * of later versions.
 */
public final class MetadataListing {
  private static final int HUNDRED = 100;

  private final ObjectPages pages;
  private final MetadataDirectory directory;

  public MetadataListing(S3Client s3, MetadataDirectory directory) {
    pages = new ObjectPages(s3);
    this.directory = directory;
  }

  /** Lists the names that can be metadata files: names that begin with a digit or with v. */
  NewestFiles everything() {
    NewestFiles files = new NewestFiles();
    list("", "", ":", files);
    list("v", "", "~", files);
    return files;
  }

  /**
   * Lists the files with the version of a known file or a later version. Empty if the known file no
   * longer exists.
   */
  Optional<NewestFiles> from(MetadataName known) {
    NewestFiles files = new NewestFiles();
    boolean exists = false;
    long version = known.version();
    boolean full = true;
    while (full) {
      String text = text(known, version);
      String block = text.substring(0, Math.max(text.length() - 2, known.isHadoop() ? 1 : 0));
      NewestFiles found = new NewestFiles();
      boolean met = list(block, text, "~", found, known);
      exists |= met;
      if (!exists) {
        return Optional.empty();
      }
      found.addTo(files, version);
      long last = files.newestVersion();
      full = last >= version && endsBlock(known, last) && !found.isEmpty();
      version = last + 1;
    }
    return Optional.of(files);
  }

  /** Returns whether the next version has another prefix, so that it needs another request. */
  private static boolean endsBlock(MetadataName known, long version) {
    return version % HUNDRED == HUNDRED - 1
        || text(known, version).length() < text(known, version + 1).length();
  }

  /**
   * Returns the text with which the names of this version begin, if they have the form of {@code
   * known}.
   */
  private static String text(MetadataName known, long version) {
    if (known.isHadoop()) {
      return "v" + version;
    }
    int width = known.fileName().indexOf('-');
    return ("%0" + width + "d").formatted(version);
  }

  private void list(String prefix, String after, String end, NewestFiles into) {
    list(prefix, after, end, into, null);
  }

  private boolean list(
      String prefix, String after, String end, NewestFiles into, @Nullable MetadataName sought) {
    AtomicBoolean met = new AtomicBoolean();
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(directory.bucket())
            .prefix(directory.prefix() + prefix)
            .startAfter(directory.prefix() + after)
            .build();
    try {
      pages.visit(
          request,
          object -> {
            String name = object.key().substring(directory.prefix().length());
            if (name.compareTo(end) >= 0) {
              return false;
            }
            if (sought != null && name.equals(sought.fileName())) {
              met.set(true);
            }
            MetadataName.parse(name).ifPresent(into::add);
            return true;
          });
    } catch (SdkException e) {
      throw failure(e);
    }
    return met.get();
  }

  private NotAppliedException failure(SdkException e) {
    boolean permanent = !UnreadableFiles.isTemporary(e);
    return new NotAppliedException(
        permanent ? Retry.POINTLESS : Retry.OUTAGE,
        "Listing the metadata files below %s failed: %s. Nothing was changed. %s"
            .formatted(
                directory,
                e.getMessage(),
                permanent
                    ? "Check the bucket's name and region, and s3:ListBucket for this prefix."
                    : "Run again. If this repeats, check the network and the status of S3."),
        e);
  }
}
