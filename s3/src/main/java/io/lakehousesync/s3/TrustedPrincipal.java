package io.lakehousesync.s3;

/**
 * Who may take on a role of AWS: what DESCRIBE of an integration or an external volume of Snowflake
 * says.
 *
 * @param iamUserArn STORAGE_AWS_IAM_USER_ARN
 * @param externalId STORAGE_AWS_EXTERNAL_ID
 */
public record TrustedPrincipal(String iamUserArn, String externalId) {
  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the ARN is not one, or the external id is empty, which
   *     would let every customer of Snowflake in, or has characters or a length that AWS does not
   *     allow
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
