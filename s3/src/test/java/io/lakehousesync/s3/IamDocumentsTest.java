package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.s3.PolicyGrammar.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IamDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TrustedPrincipal POSTGRES =
      new TrustedPrincipal(
          "arn:aws:iam::123456789012:user/snowflake-postgres-integration-management",
          "ABC12345_SFCRole=1_abcdefg");
  private static final TrustedPrincipal VOLUME =
      new TrustedPrincipal("arn:aws:iam::210987654321:user/abc1-s", "ABC12345_SFCRole=2_x=");
  private static final TrustedPrincipal STAGE =
      new TrustedPrincipal("arn:aws:iam::210987654321:user/def2-s", "ABC12345_SFCRole=3_y=");

  @Test
  void thePermissionsAreThoseOfTheArticle() {
    assertThat(json(IamDocuments.of("s3://retail-lake-ap3/").readWritePolicy()))
        .isEqualTo(
            json(
                """
                {"Version": "2012-10-17",
                 "Statement": [
                   {"Effect": "Allow",
                    "Action": ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion",
                      "s3:DeleteObject", "s3:DeleteObjectVersion"],
                    "Resource": "arn:aws:s3:::retail-lake-ap3/*"},
                   {"Effect": "Allow",
                    "Action": ["s3:ListBucket", "s3:GetBucketLocation"],
                    "Resource": "arn:aws:s3:::retail-lake-ap3"}]}
                """));
  }

  /** The article's three stages, with values for its placeholders. */
  @Test
  void theTrustPolicyGrowsAsInTheArticle() {
    assertThat(json(IamDocuments.trustPolicy(List.of(POSTGRES))))
        .isEqualTo(
            json(
                """
                {"Version": "2012-10-17",
                 "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"AWS": "%s"},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": "%s"}}}]}
                """
                    .formatted(POSTGRES.iamUserArn(), POSTGRES.externalId())));
    assertThat(json(IamDocuments.trustPolicy(List.of(POSTGRES, VOLUME))))
        .isEqualTo(
            json(
                """
                {"Version": "2012-10-17",
                 "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"AWS": ["%s", "%s"]},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": ["%s", "%s"]}}}]}
                """
                    .formatted(
                        POSTGRES.iamUserArn(),
                        VOLUME.iamUserArn(),
                        POSTGRES.externalId(),
                        VOLUME.externalId())));
    assertThat(json(IamDocuments.trustPolicy(List.of(POSTGRES, VOLUME, STAGE))))
        .isEqualTo(
            json(
                """
                {"Version": "2012-10-17",
                 "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"AWS": ["%s", "%s", "%s"]},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": ["%s", "%s", "%s"]}}}]}
                """
                    .formatted(
                        POSTGRES.iamUserArn(),
                        VOLUME.iamUserArn(),
                        STAGE.iamUserArn(),
                        POSTGRES.externalId(),
                        VOLUME.externalId(),
                        STAGE.externalId())));
  }

  @Test
  void aUserWithTwoExternalIdsIsNamedOnce() {
    TrustedPrincipal again = new TrustedPrincipal(VOLUME.iamUserArn(), STAGE.externalId());

    JsonNode statement = json(IamDocuments.trustPolicy(List.of(VOLUME, again))).at("/Statement/0");

    assertThat(statement.at("/Principal/AWS").asText()).isEqualTo(VOLUME.iamUserArn());
    assertThat(statement.at("/Condition/StringEquals/sts:ExternalId"))
        .isEqualTo(JSON.valueToTree(List.of(VOLUME.externalId(), STAGE.externalId())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "aws-cn", "aws-us-gov"})
  void allDocumentsFollowTheGrammarOfAws(String partition) {
    for (String location : List.of("s3://lake/", "s3://lake/a b/ü/c=1,x/")) {
      IamDocuments documents = IamDocuments.of(location).inPartition(partition);
      assertThat(PolicyGrammar.faults(Kind.PERMISSIONS, documents.readWritePolicy())).isEmpty();
      assertThat(PolicyGrammar.faults(Kind.PERMISSIONS, documents.readOnlyPolicy())).isEmpty();
    }
    List<TrustedPrincipal> principals =
        Stream.of("root", "user/a", "role/path/b+c=d,e.f@g-h")
            .map(name -> "arn:%s:iam::123456789012:%s".formatted(partition, name))
            .map(arn -> new TrustedPrincipal(arn, "ABC12345_SFCRole=2_x/y=:+,.@-"))
            .toList();
    for (int count = 1; count <= principals.size(); count++) {
      String policy = IamDocuments.trustPolicy(principals.subList(0, count));
      assertThat(PolicyGrammar.faults(Kind.TRUST, policy)).isEmpty();
    }
  }

  @Test
  void aPrefixNarrowsObjectsAndListing() {
    JsonNode statements =
        json(IamDocuments.of("s3://lake/frompg").inPartition("aws-cn").readOnlyPolicy())
            .path("Statement");

    assertThat(statements.at("/0/Resource").asText()).isEqualTo("arn:aws-cn:s3:::lake/frompg/*");
    assertThat(statements.at("/0/Action"))
        .isEqualTo(JSON.valueToTree(List.of("s3:GetObject", "s3:GetObjectVersion")));
    assertThat(statements.at("/1/Condition/StringLike/s3:prefix").asText()).isEqualTo("frompg/*");
    assertThat(statements.at("/2/Action").asText()).isEqualTo("s3:GetBucketLocation");
  }

  @Test
  void returnsTheWarningsOfTheArticle() {
    assertThat(IamDocuments.of("s3://retail.lake/").warnings())
        .anySatisfy(warning -> assertThat(warning).contains("12 hours"))
        .anySatisfy(warning -> assertThat(warning).contains("dots"));
  }

  @Test
  void rejectsInvalidValues() {
    assertThatThrownBy(() -> IamDocuments.of("retail-lake"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retail-lake");
    assertThatThrownBy(() -> IamDocuments.of("s3://lake/").inPartition("moon"))
        .hasMessageContaining("moon");
    assertThatThrownBy(() -> IamDocuments.trustPolicy(List.of()))
        .hasMessageContaining("without principals");
    assertThatThrownBy(() -> IamDocuments.of("s3://x/")).hasMessageContaining("'x/'");
    assertThatThrownBy(() -> new TrustedPrincipal("*", "xy")).hasMessageContaining("'*'");
    assertThatThrownBy(() -> new TrustedPrincipal("arn:aws:iam::1:root", "xy"))
        .hasMessageContaining("'arn:aws:iam::1:root'");
    assertThatThrownBy(() -> new TrustedPrincipal(VOLUME.iamUserArn(), "x"))
        .hasMessageContaining("'x' is not the external id");
    assertThatThrownBy(() -> new TrustedPrincipal(VOLUME.iamUserArn(), " "))
        .hasMessageContaining("not the external id");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
