package io.lakehousesync.snowflake.setup;

/**
 * The identity with which Snowflake calls AWS for one of its objects. The trust policy of the AWS
 * role must contain this identity.
 *
 * @param object the integration or volume
 * @param iamUserArn STORAGE_AWS_IAM_USER_ARN, the principal
 * @param externalId STORAGE_AWS_EXTERNAL_ID, the condition
 */
public record StorageIdentity(String object, String iamUserArn, String externalId) {}
