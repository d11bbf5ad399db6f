package io.lakehousesync.s3;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The IAM documents that let PostgreSQL and Snowflake access a bucket, as JSON for the AWS console.
 * They allow access below a prefix. Listing is a permission on the whole bucket, so a condition
 * limits it to the prefix.
 *
 * <p>Source of the actions: Snowflake's documentation, "Configure an external volume for Amazon
 * S3", and the requests of pg_lake, which also deletes files.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param bucket the bucket
 * @param prefix the prefix of the keys of all tables, such as {@code frompg/}; empty for the whole
 *     bucket. If the last slash is missing, the constructor adds it
 */
public record IamDocuments(String partition, String bucket, String prefix) {
  private static final Pattern LOCATION = Pattern.compile("s3://([^/]+)/?(.*)");
  private static final List<String> READ = List.of("s3:GetObject", "s3:GetObjectVersion");
  private static final List<String> READ_AND_WRITE =
      List.of(
          "s3:PutObject",
          "s3:GetObject",
          "s3:GetObjectVersion",
          "s3:DeleteObject",
          "s3:DeleteObjectVersion");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the partition is unknown, the bucket name is not valid, or
   *     the prefix contains a character that has a special meaning in policies
   */
  public IamDocuments {
    if (!List.of("aws", "aws-cn", "aws-us-gov").contains(partition)) {
      throw new IllegalArgumentException("unknown partition '%s'".formatted(partition));
    }
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
        || !prefix.matches("[^*?$\"\\\\\\p{Cntrl}]*")) {
      throw new IllegalArgumentException(
          "'%s/%s' cannot be written into a policy".formatted(bucket, prefix));
    }
    prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  /**
   * Returns the documents for a location in the partition {@code aws}.
   *
   * @param location such as {@code s3://retail-lake/} or {@code s3://retail-lake/frompg/}
   * @throws IllegalArgumentException if {@code location} is not of this form
   */
  public static IamDocuments of(String location) {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not s3://bucket/prefix/".formatted(location));
    }
    return new IamDocuments("aws", matcher.group(1), matcher.group(2));
  }

  /** Returns the same documents for another partition. */
  public IamDocuments inPartition(String partition) {
    return new IamDocuments(partition, bucket, prefix);
  }

  /** Returns the permissions of the role with which pg_lake reads, writes and deletes. */
  public String readWritePolicy() {
    return permissions(READ_AND_WRITE);
  }

  /** Returns the permissions of a role with which Snowflake only reads. */
  public String readOnlyPolicy() {
    return permissions(READ);
  }

  /**
   * Returns the trust policy that lets the principals assume the role. Each principal can use each
   * of the external ids. By default, AWS accepts 2,048 characters, not counting white space. This
   * is enough for about ten principals. With a raised quota, AWS accepts 4,096 characters.
   *
   * @throws IllegalArgumentException if there are no principals
   */
  public static String trustPolicy(Collection<TrustedPrincipal> principals) {
    if (principals.isEmpty()) {
      throw new IllegalArgumentException("a trust policy without principals");
    }
    return document(
        """
            {
              "Effect": "Allow",
              "Principal": {
                "AWS": %s
              },
              "Action": "sts:AssumeRole",
              "Condition": {
                "StringEquals": {
                  "sts:ExternalId": %s
                }
              }
            }"""
            .formatted(
                values(principals.stream().map(TrustedPrincipal::iamUserArn).toList()),
                values(principals.stream().map(TrustedPrincipal::externalId).toList())));
  }

  /** Returns notes on set-up work that the documents do not cover. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "Set the maximum session duration of pg_lake's role to 12 hours: the storage integration does"
            + " not work with the default of 1 hour.");
    if (bucket.contains(".")) {
      warnings.add("Snowflake cannot read a bucket with dots in its name: " + bucket);
    }
    return warnings;
  }

  private String permissions(List<String> actions) {
    String arn = "arn:%s:s3:::%s".formatted(partition, bucket);
    String objects = allow(actions, "%s/%s*".formatted(arn, prefix), "");
    return prefix.isEmpty()
        ? document(objects, allow(List.of("s3:ListBucket", "s3:GetBucketLocation"), arn, ""))
        : document(
            objects,
            allow(
                List.of("s3:ListBucket"),
                arn,
                """
                ,
                      "Condition": {
                        "StringLike": {
                          "s3:prefix": "%s*"
                        }
                      }"""
                    .formatted(prefix)),
            allow(List.of("s3:GetBucketLocation"), arn, ""));
  }

  private static String allow(List<String> actions, String resource, String condition) {
    return """
            {
              "Effect": "Allow",
              "Action": %s,
              "Resource": "%s"%s
            }"""
        .formatted(values(actions), resource, condition);
  }

  private static String document(String... statements) {
    return """
        {
          "Version": "2012-10-17",
          "Statement": [
        %s
          ]
        }
        """
        .formatted(String.join(",\n", statements).indent(4).stripTrailing());
  }

  /**
   * Returns the values as JSON, without duplicates: one value as a string, several values as a
   * list.
   */
  private static String values(List<String> values) {
    List<String> distinct = values.stream().distinct().map(value -> '"' + value + '"').toList();
    return distinct.size() == 1
        ? distinct.get(0)
        : distinct.stream().collect(Collectors.joining(", ", "[", "]"));
  }
}
