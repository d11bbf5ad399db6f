package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.integration.AwsTrust;
import io.lakehousesync.testkit.snowflake.internal.integration.ExternalVolume;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList.Form;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.storage.S3Provider;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] EXTERNAL VOLUME [IF NOT EXISTS] name STORAGE_LOCATIONS = ((…))
 * [ALLOW_WRITES = TRUE | FALSE] [COMMENT = '…']}, with one storage location on S3, whose
 * STORAGE_PROVIDER is S3, S3GOV or S3CHINA.
 *
 * <p>Source: docs.snowflake.com, "CREATE EXTERNAL VOLUME"
 * (/en/sql-reference/sql/create-external-volume). Further locations, other providers and ENCRYPTION
 * are rejected. The stand-in does not assume the role. A volume that tables use cannot be replaced.
 */
public record CreateExternalVolume(CreateMode mode, ExternalVolume volume) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.create("EXTERNAL VOLUME", CreateExternalVolume::parse);

  private static final Map<String, Form> LOCATION =
      Map.of(
          "NAME", Form.STRING,
          "STORAGE_PROVIDER", Form.STRING,
          "STORAGE_BASE_URL", Form.STRING,
          "STORAGE_AWS_ROLE_ARN", Form.STRING,
          "STORAGE_AWS_EXTERNAL_ID", Form.STRING);
  private static final Map<String, Form> OPTIONS =
      Map.of("ALLOW_WRITES", Form.BOOLEAN, "COMMENT", Form.STRING);

  public static CreateExternalVolume parse(CreateMode mode, TokenStream in) {
    String name = in.identifier();
    in.expect("STORAGE_LOCATIONS");
    in.expectSymbol("=");
    in.expectSymbol("(");
    in.expectSymbol("(");
    PropertyList location = PropertyList.parse(in, LOCATION);
    in.expectSymbol(")");
    in.expectSymbol(")");
    PropertyList options = PropertyList.parse(in, OPTIONS);
    S3Provider provider = S3Provider.parse(location.require("STORAGE_PROVIDER"));
    String url = location.require("STORAGE_BASE_URL");
    if (!provider.accepts(url)) {
      throw invalidUrl(url);
    }
    return new CreateExternalVolume(mode, volume(name, location, options));
  }

  private static ExternalVolume volume(String name, PropertyList location, PropertyList options) {
    String locationName = location.require("NAME");
    String baseUrl = location.require("STORAGE_BASE_URL");
    AwsTrust trust =
        AwsTrust.of(
            location.require("STORAGE_AWS_ROLE_ARN"), location.find("STORAGE_AWS_EXTERNAL_ID"));
    try {
      return new ExternalVolume(
          name,
          locationName,
          baseUrl,
          trust,
          options.flag("ALLOW_WRITES", true),
          options.find("COMMENT").orElse(""));
    } catch (IllegalArgumentException e) {
      throw invalidUrl(baseUrl);
    }
  }

  private static SnowflakeError invalidUrl(String url) {
    return SnowflakeError.notSupported("invalid URL prefix found in: '" + url + "'");
  }

  @Override
  public void authorize(StatementContext context) {
    context.access().requireOnAccount("CREATE EXTERNAL VOLUME");
  }

  @Override
  public Result execute(StatementContext context) {
    context.account().requireProvider(volume.provider());
    boolean created =
        new Creation(Securable.of(ObjectKind.EXTERNAL_VOLUME, volume.name()), mode)
            .on(context.account().externalVolumes(), () -> volume, context);
    return Creation.status(created, "External volume", volume.name());
  }
}
