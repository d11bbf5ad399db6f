package io.lakehousesync.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A listing that shows new keys late, in the order in which they were written. Keys that it has
 * shown stay.
 */
final class LaggingListing implements ExecutionInterceptor {
  private static final int MOST_HIDDEN = 3;

  private final List<String> written = new ArrayList<>();
  private int shown;

  void write(String key) {
    written.add(key);
  }

  /** Shows some more keys. Returns whether all keys are shown. */
  boolean catchUp(Random random) {
    shown = Math.max(shown, written.size() - random.nextInt(MOST_HIDDEN + 1));
    return shown == written.size();
  }

  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    if (!(context.response() instanceof ListObjectsV2Response page)) {
      return context.response();
    }
    List<String> hidden = written.subList(shown, written.size());
    return page.toBuilder()
        .contents(
            page.contents().stream().filter(object -> !hidden.contains(object.key())).toList())
        .build();
  }
}
