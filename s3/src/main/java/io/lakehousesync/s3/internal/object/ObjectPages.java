package io.lakehousesync.s3.internal.object;

import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists objects in the byte order of their keys. Accepts only complete pages. Thread-safe.
 *
 * <p>An answer that breaks off in the middle is not valid XML, and the SDK does not retry it. If
 * the answer breaks off before its first byte, the SDK returns a page without objects. In both
 * cases, this class sends the request again. It sends a request at most three times.
 */
public final class ObjectPages {
  private static final int TRIES = 3;

  private final S3Client s3;

  public ObjectPages(S3Client s3) {
    this.s3 = s3;
  }

  /** Receives the objects one by one. */
  public interface Visitor {
    /** Receives an object. Returns false to stop. */
    boolean visit(S3Object object);
  }

  /**
   * Passes the objects of a request to the visitor, page by page.
   *
   * @throws SdkException if a page could not be read
   */
  public void visit(ListObjectsV2Request request, Visitor visitor) {
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
