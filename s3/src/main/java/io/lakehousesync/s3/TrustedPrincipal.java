package io.lakehousesync.s3;

/**
 * A principal that may assume an AWS role: values from DESCRIBE of an integration or an external
 * volume of Snowflake.
 *
 * @param iamUserArn STORAGE_AWS_IAM_USER_ARN
 * @param externalId STORAGE_AWS_EXTERNAL_ID
 */
public record TrustedPrincipal(String iamUserArn, String externalId) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the ARN is not valid, or the external id has characters or
   *     a length that AWS does not allow. The external id must not be empty. With an empty id,
   *     every Snowflake customer could assume the role
   */
  public TrustedPrincipal {
    if (!iamUserArn.matches(
        "arn:(aws|aws-cn|aws-us-gov):iam::\\d{12}:(root|(user|role)/[\\w+=,.@/-]+)")) {
      throw new IllegalArgumentException("'%s' is not the ARN of a user".formatted(iamUserArn));
    }
    if (!externalId.matches("[\\w+=,.@:/-]{2,1224}")) {
      throw new IllegalArgumentException(
          "'%s' is not the external id of %s".formatted(externalId, iamUserArn));
    }
  }
}
