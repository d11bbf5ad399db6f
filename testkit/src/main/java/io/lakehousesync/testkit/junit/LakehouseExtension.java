package io.lakehousesync.testkit.junit;

import io.lakehousesync.testkit.TestLakehouse;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import software.amazon.awssdk.services.s3.S3Client;

/** Starts and closes the lakehouse of a test class, and resolves parameters. */
final class LakehouseExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LakehouseExtension.class);

  private static final Map<Class<?>, Function<ClassLakehouse, Object>> BY_TYPE =
      Map.of(
          TestLakehouse.class,
          ClassLakehouse::lakehouse,
          EmbeddedSnowflake.class,
          held -> held.lakehouse().account(),
          S3Settings.class,
          held -> held.lakehouse().s3(),
          S3Client.class,
          ClassLakehouse::s3Client);

  LakehouseExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    of(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (outermostClass(context) == context) {
      ClassLakehouse held =
          context.getStore(NAMESPACE).remove(ClassLakehouse.class, ClassLakehouse.class);
      if (held != null) {
        held.close();
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return value(parameter).isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return value(parameter).orElseThrow().apply(of(context));
  }

  private static Optional<Function<ClassLakehouse, Object>> value(ParameterContext parameter) {
    Class<?> type = parameter.getParameter().getType();
    if (type != DataSource.class) {
      return Optional.ofNullable(BY_TYPE.get(type));
    }
    if (parameter.isAnnotated(Postgres.class)) {
      return Optional.of(held -> held.lakehouse().postgres());
    }
    return parameter.isAnnotated(Snowflake.class)
        ? Optional.of(held -> held.lakehouse().snowflake())
        : Optional.empty();
  }

  /**
   * Returns the lakehouse of the class. The constructor of the class may be the first to need it.
   */
  private static ClassLakehouse of(ExtensionContext context) {
    ExtensionContext outermost = outermostClass(context);
    return outermost
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(ClassLakehouse.class, key -> start(outermost), ClassLakehouse.class);
  }

  private static ClassLakehouse start(ExtensionContext outermost) {
    LakehouseTest test =
        AnnotationSupport.findAnnotation(outermost.getRequiredTestClass(), LakehouseTest.class)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "@LakehouseTest belongs on the outermost test class, "
                            + outermost.getRequiredTestClass().getName()));
    return new ClassLakehouse(TestLakehouse.startShared(test.database(), test.schema()));
  }

  private static ExtensionContext outermostClass(ExtensionContext context) {
    ExtensionContext outermost = context;
    Optional<ExtensionContext> parent = context.getParent();
    while (parent.isPresent() && parent.get().getTestClass().isPresent()) {
      outermost = parent.get();
      parent = outermost.getParent();
    }
    return outermost;
  }
}
