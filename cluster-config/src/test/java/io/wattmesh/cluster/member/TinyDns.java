package io.wattmesh.cluster.member;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that knows one name's addresses (RFC 1035, by UDP). */
final class TinyDns implements AutoCloseable {
  private static final int HEADER = 12;
  private static final short ADDRESS = 1;
  private static final short INTERNET = 1;

  private final DatagramSocket socket;
  private final String name;
  private final List<InetAddress> addresses;
  private final AtomicInteger asked = new AtomicInteger();

  TinyDns(String name, List<InetAddress> addresses) throws IOException {
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.name = name;
    this.addresses = addresses;
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How often the name's addresses were asked for. */
  int asked() {
    return asked.get();
  }

  private void serve() {
    var packet = new DatagramPacket(new byte[512], 512);
    try {
      while (!socket.isClosed()) {
        socket.receive(packet);
        byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        packet.setLength(512);
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new IllegalStateException(e);
      }
    }
  }

  private byte[] answer(ByteBuffer question) throws IOException {
    short id = question.getShort();
    var asIs = new byte[question.limit() - HEADER];
    question.get(HEADER, asIs).position(HEADER);
    var labels = new StringBuilder();
    for (int length = question.get(); length > 0; length = question.get()) {
      var label = new byte[length];
      question.get(label);
      labels.append(labels.isEmpty() ? "" : ".").append(new String(label, US_ASCII));
    }
    short type = question.getShort();
    question.getShort();
    boolean known = labels.toString().equals(name) && type == ADDRESS;
    if (known) {
      asked.incrementAndGet();
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeShort(id);
      out.writeShort(0x8180); // An answer, recursion as it was asked for, no error.
      out.writeShort(1);
      out.writeShort(known ? addresses.size() : 0);
      out.writeInt(0);
      out.write(asIs, 0, question.position() - HEADER);
      for (InetAddress address : known ? addresses : List.<InetAddress>of()) {
        out.writeShort(0xC000 + HEADER); // The name is where the question has it.
        out.writeShort(ADDRESS);
        out.writeShort(INTERNET);
        out.writeInt(1);
        out.writeShort(address.getAddress().length);
        out.write(address.getAddress());
      }
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
