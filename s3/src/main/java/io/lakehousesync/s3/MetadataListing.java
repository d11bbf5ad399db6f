package io.lakehousesync.s3;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Lists a metadata directory.
 *
 * <p>S3 lists keys in the order of their bytes, in which 100000 comes before 99999, and manifests
 * with names of hexadecimal digits stand between the metadata files. So a look that goes on from an
 * earlier one asks for the versions of the same hundred by their prefix, and for the next hundred
 * only if this one is full: one request, or two. That is safe while a file of the earlier look is
 * still there and was new then, for each commit writes the next version, and what it replaced is
 * kept for days. A search from any file would not be: behind one that could not be removed, there
 * may be a gap.
 */
final class MetadataListing {
  private static final int HUNDRED = 100;

  private final ObjectPages pages;
  private final MetadataDirectory directory;

  MetadataListing(S3Client s3, MetadataDirectory directory) {
    pages = new ObjectPages(s3);
    this.directory = directory;
  }

  /** All that is there, but for what begins with a letter other than v. */
  Tips everything() {
    Tips tips = new Tips();
    list("", "", ":", tips);
    list("v", "", "~", tips);
    return tips;
  }

  /** What is there from a name's version on; empty if that name itself is gone. */
  Optional<Tips> from(MetadataName known) {
    Tips tips = new Tips();
    boolean there = false;
    long version = known.version();
    boolean full = true;
    while (full) {
      String text = text(known, version);
      String block = text.substring(0, Math.max(text.length() - 2, known.isHadoop() ? 1 : 0));
      Tips found = new Tips();
      boolean met = list(block, text, "~", found, known);
      there |= met;
      if (!there) {
        return Optional.empty();
      }
      found.addTo(tips, version);
      long last = tips.newestVersion();
      full = last >= version && endsBlock(known, last) && !found.isEmpty();
      version = last + 1;
    }
    return Optional.of(tips);
  }

  /** Whether the next version is not among those that are listed with this one. */
  private static boolean endsBlock(MetadataName known, long version) {
    return version % HUNDRED == HUNDRED - 1
        || text(known, version).length() < text(known, version + 1).length();
  }

  /** The beginning of the name that a version has, in the form of a known one. */
  private static String text(MetadataName known, long version) {
    if (known.isHadoop()) {
      return "v" + version;
    }
    int width = known.fileName().indexOf('-');
    return ("%0" + width + "d").formatted(version);
  }

  private void list(String prefix, String after, String end, Tips into) {
    list(prefix, after, end, into, null);
  }

  private boolean list(
      String prefix, String after, String end, Tips into, @Nullable MetadataName sought) {
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
    boolean permanent = !UnreadableFileException.passes(e);
    return new NotAppliedException(
        permanent ? Retry.POINTLESS : Retry.SENSIBLE,
        "The metadata files below %s could not be listed: %s. Nothing was changed. %s"
            .formatted(
                directory,
                e.getMessage(),
                permanent
                    ? "Check the bucket's name and region, and s3:ListBucket for this prefix."
                    : "Run again; if it does not pass, look at the network and at S3's state."),
        e);
  }
}
