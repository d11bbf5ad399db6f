package io.lakehousesync.snowflake;

/**
 * Who comes to AWS on behalf of an object of Snowflake, for the trust policy of the role.
 *
 * @param object the integration or volume
 * @param iamUserArn STORAGE_AWS_IAM_USER_ARN, the principal
 * @param externalId STORAGE_AWS_EXTERNAL_ID, the condition
 */
public record StorageIdentity(String object, String iamUserArn, String externalId) {}
