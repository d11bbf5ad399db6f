package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.cli.CommandProvider;
import java.util.List;

/** The command of this module. */
public final class PeerCommands implements CommandProvider {
  /** {@link java.util.ServiceLoader} calls this constructor. */
  public PeerCommands() {}

  @Override
  public List<Class<?>> commands() {
    return List.of(PeersCommand.class);
  }
}
