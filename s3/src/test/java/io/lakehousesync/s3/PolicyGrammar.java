package io.lakehousesync.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A strict checker for the grammar that AWS publishes for IAM policies. It rejects what our
 * documents do not need: variables, NotPrincipal, and principals other than AWS ones. It knows the
 * services s3 and sts.
 *
 * <p>Source: AWS Identity and Access Management User Guide, "Grammar of the IAM JSON policy
 * language", "JSON policy elements" and "IAM and AWS STS quotas".
 */
final class PolicyGrammar {
  /** Where a policy is attached, which determines what its statements contain. */
  enum Kind {
    /** To a role: has resources and no principal. */
    PERMISSIONS("Principal", 6144),
    /** As a role's trust policy: has principals and no resource. */
    TRUST("Resource", 2048);

    private final String forbidden;
    private final int maxCharacters;

    Kind(String forbidden, int maxCharacters) {
      this.forbidden = forbidden;
      this.maxCharacters = maxCharacters;
    }
  }

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  private static final Set<String> ELEMENTS =
      Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");
  private static final Pattern ACTION = Pattern.compile("(s3|sts):[A-Za-z*]+");
  private static final Pattern BUCKET =
      Pattern.compile("arn:(aws|aws-cn|aws-us-gov):s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.+)?");
  private static final Pattern PRINCIPAL =
      Pattern.compile("arn:(aws|aws-cn|aws-us-gov):iam::\\d{12}:(root|(user|role)/[\\w+=,.@/-]+)");
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals(IgnoreCase)?|Like)"
              + "|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?"
              + "|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?"
              + "|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null");
  private static final Pattern CONDITION_KEY = Pattern.compile("(aws|s3|sts):[A-Za-z/-]+");

  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");
  private static final Pattern ANY = Pattern.compile(".+");

  private final Kind kind;
  private final List<String> faults = new ArrayList<>();

  private PolicyGrammar(Kind kind) {
    this.kind = kind;
  }

  /** Returns the errors of a document; empty if there are none. */
  static List<String> faults(Kind kind, String document) {
    PolicyGrammar grammar = new PolicyGrammar(kind);
    try {
      JsonNode policy = JSON.readTree(document);
      grammar.policy(policy);
      grammar.expect(
          policy.toString().length() <= kind.maxCharacters, "it is longer than AWS takes");
    } catch (JsonProcessingException e) {
      grammar.faults.add("not JSON: " + e.getOriginalMessage());
    }
    return grammar.faults;
  }

  private void policy(JsonNode policy) {
    known(policy, Set.of("Version", "Id", "Statement"), "the policy");
    expect("2012-10-17".equals(policy.path("Version").asText()), "Version is not 2012-10-17");
    JsonNode statements = policy.path("Statement");
    if (statements.isObject()) {
      statement(statements);
    } else if (statements.isArray() && !statements.isEmpty()) {
      statements.forEach(this::statement);
    } else {
      faults.add("Statement is not an object or a list of some");
    }
  }

  private void statement(JsonNode statement) {
    known(statement, ELEMENTS, "a statement");
    expect(
        Set.of("Allow", "Deny").contains(statement.path("Effect").asText()),
        "Effect is neither Allow nor Deny");
    expect(!statement.has(kind.forbidden), kind + " with " + kind.forbidden);
    expect(
        !statement.has("Sid") || statement.path("Sid").asText().matches("[A-Za-z0-9]+"),
        "Sid is not of letters and digits");
    values(statement, "Action", ACTION);
    if (kind == Kind.PERMISSIONS) {
      values(statement, "Resource", BUCKET);
    } else {
      JsonNode principal = statement.path("Principal");
      known(principal, Set.of("AWS"), "Principal");
      values(principal, "AWS", PRINCIPAL);
    }
    if (statement.has("Condition")) {
      condition(statement.path("Condition"));
    }
  }

  private void condition(JsonNode condition) {
    expect(condition.isObject() && !condition.isEmpty(), "Condition is not an object of some");
    for (Map.Entry<String, JsonNode> operator : condition.properties()) {
      expect(OPERATOR.matcher(operator.getKey()).matches(), "no operator: " + operator.getKey());
      JsonNode keys = operator.getValue();
      expect(keys.isObject() && !keys.isEmpty(), operator.getKey() + " is not an object of some");
      for (Iterator<String> names = keys.fieldNames(); names.hasNext(); ) {
        String key = names.next();
        expect(CONDITION_KEY.matcher(key).matches(), "no condition key: " + key);
        values(keys, key, key.equals("sts:ExternalId") ? EXTERNAL_ID : ANY);
      }
    }
  }

  /** Returns a string, or a list of strings. */
  private void values(JsonNode holder, String name, Pattern form) {
    JsonNode values = holder.path(name);
    Iterable<JsonNode> each = values.isArray() ? values : List.of(values);
    expect(!values.isArray() || !values.isEmpty(), name + " is an empty list");
    for (JsonNode value : each) {
      expect(
          value.isTextual() && form.matcher(value.asText()).matches(),
          "%s is %s".formatted(name, value.isMissingNode() ? "missing" : value));
    }
  }

  private void known(JsonNode object, Set<String> names, String what) {
    expect(object.isObject(), what + " is not an object");
    object
        .fieldNames()
        .forEachRemaining(
            name -> expect(names.contains(name), "%s has an element %s".formatted(what, name)));
  }

  private void expect(boolean right, String fault) {
    if (!right) {
      faults.add(fault);
    }
  }
}
