package io.lakehousesync.testkit.snowflake.internal.session;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The open sessions, by their tokens. Thread-safe. */
public final class Sessions {
  /** The two tokens of a session: one for statements, and one to renew it. */
  public record Tokens(String session, String master) {}

  private final Map<String, Session> bySessionToken = new HashMap<>();
  private final Map<String, Session> byMasterToken = new HashMap<>();
  private final Set<String> expired = new HashSet<>();

  public synchronized Tokens open(Session session) {
    Tokens tokens = new Tokens(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    bySessionToken.put(tokens.session(), session);
    byMasterToken.put(tokens.master(), session);
    return tokens;
  }

  /**
   * Returns the session of a token.
   *
   * @throws SnowflakeError 390104 if the token is missing or not valid, 390112 if the token has
   *     expired
   */
  public synchronized Session require(Optional<String> token) {
    Session session = token.map(bySessionToken::get).orElse(null);
    if (session == null) {
      throw new SnowflakeError("390104", "08001", "Session token is missing or invalid.");
    }
    if (expired.contains(token.orElseThrow())) {
      throw new SnowflakeError("390112", "08001", "Your session has expired. Please login again.");
    }
    return session;
  }

  /** Replaces the tokens of a session, even if they have expired. */
  public synchronized Tokens renew(Optional<String> masterToken) {
    Session session = masterToken.map(byMasterToken::get).orElse(null);
    if (session == null) {
      throw new SnowflakeError("390113", "08001", "Master token is missing or invalid.");
    }
    close(session);
    return open(session);
  }

  public synchronized void close(Session session) {
    bySessionToken.values().removeIf(session::equals);
    byMasterToken.values().removeIf(session::equals);
  }

  public synchronized void expire(String token) {
    expired.add(token);
  }

  public synchronized void expireAll() {
    expired.addAll(bySessionToken.keySet());
  }
}
