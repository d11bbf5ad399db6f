package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.s3.FaultRelay.Fault;
import io.lakehousesync.s3.internal.listing.CatalogFile;
import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Each kind of fault at each kind of request to S3: an answer or an error, in time. */
@Execution(ExecutionMode.CONCURRENT)
class S3FaultsIT {
  private static final TableName TABLE = new TableName("public", "t");
  private static final String DIRECTORY = "s3://lake/t/metadata/";
  private static final MetadataLocation CONFIRMED =
      new MetadataLocation(DIRECTORY + "00000-a.metadata.json");
  private static final MetadataLocation TIP =
      new MetadataLocation(DIRECTORY + "00001-b.metadata.json");
  private static final String CATALOG = "s3://lake/frompg/catalog/postgres/catalog.json";
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration IN_TIME = Duration.ofSeconds(5);

  @TempDir static Path directory;
  private static EmbeddedS3 embedded;

  private FaultRelay relay;
  private S3Client hasty;
  private S3Client patient;

  @BeforeAll
  static void start() {
    embedded = EmbeddedS3.start(directory);
    embedded.createBucket("lake");
    try (S3Client s3 = embedded.settings().newClient()) {
      put(s3, CONFIRMED.uri(), SmallMetadata.writtenOnTopOf("s3://lake/none.metadata.json"));
      put(s3, TIP.uri(), SmallMetadata.writtenOnTopOf(CONFIRMED.uri()));
      put(s3, CATALOG, CatalogFileIT.catalog(Instant.EPOCH, Map.of(TABLE, CONFIRMED)));
    }
  }

  private static void put(S3Client s3, String uri, String content) {
    ObjectAddress address = ObjectAddress.of(uri);
    s3.putObject(
        request -> request.bucket(address.bucket()).key(address.key()),
        RequestBody.fromString(content));
  }

  @AfterAll
  static void stop() {
    embedded.close();
  }

  @BeforeEach
  void connect() throws IOException {
    relay = new FaultRelay(embedded.settings().endpoint().orElseThrow());
    hasty = client(DEADLINE);
    patient = client(Duration.ofSeconds(30));
  }

  private S3Client client(Duration timeout) {
    S3Settings settings = embedded.settings();
    return S3Clients.inRegion(settings.region())
        .endpoint(relay.endpoint())
        .pathStyle()
        .credentials(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(settings.accessKeyId(), settings.secretAccessKey())))
        .timeout(timeout)
        .build();
  }

  @AfterEach
  void disconnect() throws IOException {
    hasty.close();
    patient.close();
    relay.close();
  }

  /** A kind of request, and a part of its error messages. */
  private record Question(Function<S3Client, ?> ask, Object answer, String subject, String right) {}

  private static Stream<Named<Question>> questions() {
    return Stream.of(
        named(
            "a listing",
            new Question(
                s3 ->
                    S3ListingLocator.builder(s3)
                        .table(TABLE, DIRECTORY)
                        .build()
                        .check(TABLE)
                        .confirmed()
                        .orElseThrow(),
                CONFIRMED,
                DIRECTORY,
                "s3:ListBucket")),
        named(
            "a metadata file",
            new Question(
                s3 -> MetadataFiles.of(s3).read(TIP).previousFiles(),
                List.of(CONFIRMED.uri()),
                TIP.uri(),
                "s3:GetObject")),
        named(
            "the catalog file",
            new Question(
                s3 -> new CatalogFile(new ObjectReader(s3), CATALOG).read().tables().size(),
                1,
                CATALOG,
                "s3:GetObject")),
        named(
            "orphans",
            new Question(
                s3 -> Orphans.of(s3).report(TIP, Duration.ZERO).orphans(),
                List.of(),
                TIP.uri(),
                "s3:GetObject")));
  }

  private static Stream<Arguments> passingFaults() {
    return cross(
        List.of(
            named("503", FaultRelay.error(503, "SlowDown")),
            named("500", FaultRelay.error(500, "InternalError")),
            named("no byte", FaultRelay.cutAfter(0)),
            named("cut", FaultRelay.cutAfter(100))));
  }

  private static Stream<Arguments> lastingFaults() {
    return Stream.concat(
        passingFaults(),
        cross(
            List.of(
                named("hang", FaultRelay::hang),
                named("slow", FaultRelay.slowly(Duration.ofMillis(50))))));
  }

  private static Stream<Arguments> cross(List<Named<Fault>> faults) {
    return questions()
        .flatMap(question -> faults.stream().map(fault -> Arguments.of(question, fault)));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void waitsForABurstToEnd(Question question, Fault fault) {
    relay.once(fault);
    relay.once(fault);

    assertThat(question.ask.apply(patient)).isEqualTo(question.answer);
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void aLastingFaultEndsInTimeAndCanBeRetried(Question question, Fault fault) {
    relay.always(fault);
    long begun = System.nanoTime();

    assertThatThrownBy(() -> question.ask.apply(hasty))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.OUTAGE))
        .hasMessageContainingAll(question.subject, "Nothing was changed")
        .hasMessageMatching("(?s).*(Run|Try) again.*");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IN_TIME);
    relay.always(FaultRelay::pass);
    assertThat(question.ask.apply(patient)).isEqualTo(question.answer);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void aRefusalNamesThePermission(Question question) {
    relay.always(FaultRelay.error(403, "AccessDenied"));

    assertThatPointless(question, question.right);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void reportsMissingFiles(Question question) {
    relay.always(FaultRelay.error(404, "NoSuchBucket"));

    assertThatPointless(question, "404");
  }

  @ParameterizedTest
  @MethodSource("questions")
  void doesNotRetryAWrongRegion(Question question) {
    relay.always(FaultRelay.error(400, "AuthorizationHeaderMalformed"));

    assertThatPointless(question, "region");
  }

  private void assertThatPointless(Question question, String what) {
    assertThatThrownBy(() -> question.ask.apply(patient))
        .isInstanceOfSatisfying(
            NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
        .hasMessageContainingAll(question.subject, what, "Nothing was changed");
  }

  /** The file existed when the two listings were made. */
  @Test
  void aNewestFileThatIsGoneConfirmsNothing() {
    S3ListingLocator locator = S3ListingLocator.builder(patient).table(TABLE, DIRECTORY).build();
    relay.once(FaultRelay::pass);
    relay.once(FaultRelay::pass);
    relay.once(FaultRelay.error(404, "NoSuchKey"));

    assertThat(locator.check(TABLE).confirmed()).isEmpty();
    assertThat(locator.check(TABLE).confirmed()).contains(CONFIRMED);
  }
}
