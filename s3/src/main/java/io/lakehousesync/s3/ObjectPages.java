package io.lakehousesync.s3;

import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists objects in the order of their keys' bytes, and believes only pages that came whole.
 * Thread-safe.
 *
 * <p>An answer that breaks off in the middle is no XML; the SDK does not try it again. One that
 * breaks off before its first byte is a page without objects to the SDK, as if there were none.
 */
final class ObjectPages {
  private static final int TRIES = 3;

  private final S3Client s3;

  ObjectPages(S3Client s3) {
    this.s3 = s3;
  }

  /** Looks at one object after the other. */
  interface Visitor {
    /** Returns false if the rest is not wanted. */
    boolean visit(S3Object object);
  }

  /**
   * Shows the objects that a request asks for, page by page.
   *
   * @throws SdkException if a page could not be got
   */
  void visit(ListObjectsV2Request request, Visitor visitor) {
    @Nullable ListObjectsV2Request next = request;
    while (next != null) {
      ListObjectsV2Response page = whole(next);
      for (S3Object object : page.contents()) {
        if (!visitor.visit(object)) {
          return;
        }
      }
      next =
          page.isTruncated()
              ? next.toBuilder().continuationToken(page.nextContinuationToken()).build()
              : null;
    }
  }

  private ListObjectsV2Response whole(ListObjectsV2Request request) {
    for (int left = TRIES - 1; ; left--) {
      try {
        ListObjectsV2Response page = s3.listObjectsV2(request);
        if (page.isTruncated() != null) {
          return page;
        }
        if (left == 0) {
          throw SdkClientException.create("the answer was empty");
        }
      } catch (SdkClientException e) {
        if (left == 0 || !(e.getCause() instanceof XMLStreamException)) {
          throw e;
        }
      }
    }
  }
}
