package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class IamDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TrustedPrincipal POSTGRES =
      new TrustedPrincipal(
          "arn:aws:iam::123456789012:user/snowflake-postgres-integration-management",
          "ABC12345_SFCRole=1_abcdefg");
  private static final TrustedPrincipal VOLUME =
      new TrustedPrincipal("arn:aws:iam::210987654321:user/abc1-s", "ABC12345_SFCRole=2_x=");
  private static final TrustedPrincipal STAGE =
      new TrustedPrincipal("arn:aws:iam::210987654321:user/abc1-s", "ABC12345_SFCRole=3_y=");

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
    JsonNode third =
        json(IamDocuments.trustPolicy(List.of(POSTGRES, VOLUME, STAGE))).at("/Statement/0");
    assertThat(third.at("/Principal/AWS"))
        .isEqualTo(JSON.valueToTree(List.of(POSTGRES.iamUserArn(), VOLUME.iamUserArn())));
    assertThat(third.at("/Condition/StringEquals/sts:ExternalId"))
        .isEqualTo(
            JSON.valueToTree(
                List.of(POSTGRES.externalId(), VOLUME.externalId(), STAGE.externalId())));
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
  void warnsOfWhatTheArticleWarnsOf() {
    assertThat(IamDocuments.of("s3://retail.lake/").warnings())
        .anySatisfy(warning -> assertThat(warning).contains("12 hours"))
        .anySatisfy(warning -> assertThat(warning).contains("dots"));
  }

  @Test
  void refusesWhatIsNone() {
    assertThatThrownBy(() -> IamDocuments.of("retail-lake"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retail-lake");
    assertThatThrownBy(() -> IamDocuments.of("s3://lake/").inPartition("moon"))
        .hasMessageContaining("moon");
    assertThatThrownBy(() -> IamDocuments.trustPolicy(List.of()))
        .hasMessageContaining("without principals");
    assertThatThrownBy(() -> new TrustedPrincipal("*", "x")).hasMessageContaining("'*'");
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
