package io.lakehousesync.examples.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Relays connections to a server, so that a test can interrupt and restore them. */
final class TcpRelay implements AutoCloseable {
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket door;

  TcpRelay(String host, int serverPort) throws IOException {
    server = new InetSocketAddress(host, serverPort);
    door = listen(0);
    port = door.getLocalPort();
  }

  int port() {
    return port;
  }

  /** Closes all connections, and refuses new ones. */
  synchronized void cut() throws IOException {
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  /** Accepts connections again. */
  synchronized void restore() throws IOException {
    door = listen(port);
  }

  private ServerSocket listen(int at) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
    start(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket client = from.accept();
        Socket service = new Socket(server.getAddress(), server.getPort());
        open.add(client);
        open.add(service);
        start(() -> pass(client, service));
        start(() -> pass(service, client));
      }
    } catch (IOException e) {
      // The relay was cut.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has closed its connection.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
