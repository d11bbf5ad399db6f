package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.s3.PolicyGrammar.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker that other tests use finds errors. */
class PolicyGrammarTest {
  private static final String PERMISSIONS =
      """
      {"Version": "2012-10-17",
       "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"],
         "Resource": "arn:aws:s3:::lake/*",
         "Condition": {"StringLike": {"s3:prefix": "x/*"}}}]}
      """;
  private static final String TRUST =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow",
         "Principal": {"AWS": ["arn:aws:iam::123456789012:user/a"]},
         "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"sts:ExternalId": "ab"}}}}
      """;

  @Test
  void acceptsValidDocuments() {
    assertThat(PolicyGrammar.faults(Kind.PERMISSIONS, PERMISSIONS)).isEmpty();
    assertThat(PolicyGrammar.faults(Kind.TRUST, TRUST)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "2012-10-17"              | "2012-10-18"                 | Version is not 2012-10-17
          "Version"                 | "version"                    | the policy has an element version
          "Statement": [            | "Statement": [ [],           | a statement is not an object
          "Allow"                   | "allow"                      | Effect is neither Allow nor Deny
          "Effect"                  | "Sid": "a b", "Effect"       | Sid is not of letters and digits
          "Effect"                  | "Effect": "Deny", "Effect"   | not JSON: Duplicate field 'Effect'
          "Effect"                  | "Principal": "*", "Effect"   | PERMISSIONS with Principal
          "Effect"                  | "Priority": 1, "Effect"      | a statement has an element Priority
          ["s3:GetObject"]          | []                           | Action is an empty list
          ["s3:GetObject"]          | [["s3:GetObject"]]           | Action is ["s3:GetObject"]
          "s3:GetObject"            | "GetObject"                  | Action is "GetObject"
          "Action"                  | "NotAction"                  | Action is missing
          "Resource"                | "NotResource"                | Resource is missing
          "arn:aws:s3:::lake/*"     | "arn:aws:s3::lake/*"         | Resource is "arn:aws:s3::lake/*"
          "arn:aws:s3:::lake/*"     | "arn:moon:s3:::lake/*"       | Resource is "arn:moon:s3:::lake/*"
          "arn:aws:s3:::lake/*"     | "s3://lake/*"                | Resource is "s3://lake/*"
          "StringLike"              | "StringMatches"              | no operator: StringMatches
          "s3:prefix"               | "prefix"                     | no condition key: prefix
          "x/*"                     | 1                            | s3:prefix is 1
          {"s3:prefix": "x/*"}      | {}                           | StringLike is not an object of some
          """)
  void findsErrorsInPermissions(String right, String wrong, String fault) {
    assertThat(PERMISSIONS).contains(right);
    assertThat(PolicyGrammar.faults(Kind.PERMISSIONS, PERMISSIONS.replace(right, wrong)))
        .anySatisfy(found -> assertThat(found).startsWith(fault));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "Action"                              | "Resource": "*", "Action" | TRUST with Resource
          {"AWS"                                | {"Snowflake"              | Principal has an element Snowflake
          {"AWS": ["arn:aws:iam::123456789012:user/a"]} | "*"               | Principal is not an object
          "arn:aws:iam::123456789012:user/a"    | "*"                       | AWS is "*"
          123456789012                          | 1234                      | AWS is "arn:aws:iam::1234:user/a"
          user/a                                | user                      | AWS is "arn:aws:iam::123456789012:user"
          "ab"                                  | "a b"                     | sts:ExternalId is "a b"
          "ab"                                  | []                        | sts:ExternalId is an empty list
          """)
  void findsErrorsInTrustPolicies(String right, String wrong, String fault) {
    assertThat(TRUST).contains(right);
    assertThat(PolicyGrammar.faults(Kind.TRUST, TRUST.replace(right, wrong)))
        .anySatisfy(found -> assertThat(found).startsWith(fault));
  }

  @Test
  void findsADocumentThatIsTooLong() {
    String id = "x".repeat(1000);
    String tooLong = TRUST.replace("\"ab\"", "[\"%s\", \"%s\"]".formatted(id, id));

    assertThat(PolicyGrammar.faults(Kind.TRUST, tooLong)).contains("it is longer than AWS takes");
  }
}
