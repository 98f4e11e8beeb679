package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.pacemaker.Reputation;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Bytes that nobody signed, against one replica: noise, and messages of a real run with bits
 * flipped, parts cut, put in, repeated or exchanged, and lengths set to extremes. The replica must
 * neither fail nor stop, and nothing of them may be accepted: it stores, commits and signs nothing
 * that the unaltered message would not have brought about. (The certificates beside an envelope are
 * not looked at unless they are news; so there an altered byte may leave the rest good.)
 */
public final class MessageFuzz {
  private static final int VICTIM = 3;
  private static final int VALIDATORS = 4;
  private static final int MAX_NOISE_BYTES = 2_000;
  private static final int[] EXTREMES = {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffffff, 0};

  /**
   * What came of it.
   *
   * @param messages how many were tried
   * @param refusals by reason
   * @param mostBytes the most memory that one message took, by the caller's meter, beyond 64 bytes
   *     for each of its own
   * @param violation the first message that was accepted or did harm, by number
   */
  public record Result(
      long seed,
      long messages,
      Map<RefusalReason, Long> refusals,
      long mostBytes,
      Optional<String> violation) {}

  private final List<byte[]> corpus;
  private final LongSupplier allocatedBytes;
  private final Map<RefusalReason, Long> refusals = new EnumMap<>(RefusalReason.class);
  private Replica victim = freshVictim();
  private long mostBytes;

  private MessageFuzz(List<byte[]> corpus, LongSupplier allocatedBytes) {
    this.corpus = corpus;
    this.allocatedBytes = allocatedBytes;
  }

  /**
   * Tries messages.
   *
   * @param allocatedBytes how much memory this thread has taken so far
   */
  public static Result run(long seed, long messages, LongSupplier allocatedBytes) {
    var fuzz = new MessageFuzz(corpus(seed), allocatedBytes);
    var random = new SplittableRandom(seed);
    Optional<String> violation = Optional.empty();
    long tried = 0;
    while (tried < messages && violation.isEmpty()) {
      violation = fuzz.tryOne(random.split(), tried++);
    }
    return new Result(seed, tried, fuzz.refusals, fuzz.mostBytes, violation);
  }

  /** All messages of a small run but the victim's own, which would rightly stop it. */
  private static List<byte[]> corpus(long seed) {
    var messages = new ArrayList<byte[]>();
    Wiring recording =
        Wiring.CORRECT.withShell(
            effects -> {
              effects.forEach(effect -> messageOf(effect).ifPresent(messages::add));
              return effects;
            });
    var network = new NetworkFaults(100, 0, 20, 0, 0);
    Simulation.run(SimulationOptions.calm(seed, VALIDATORS).with(network), recording);
    String own = SimulatedChain.name(VICTIM);
    messages.removeIf(bytes -> ConsensusMessage.ofBytes(bytes).envelope().signer().equals(own));
    return messages;
  }

  private static Optional<byte[]> messageOf(Effect effect) {
    return switch (effect) {
      case Effect.Send send -> Optional.of(send.message());
      case Effect.Broadcast broadcast -> Optional.of(broadcast.message());
      default -> Optional.empty();
    };
  }

  private static Replica freshVictim() {
    var replica =
        new Replica(
            SimulatedChain.of(VALIDATORS).identity(VICTIM),
            new ReplicaOptions(200, 500, 4_096, 65_536),
            new SimulatedLedger(List.of(), Long.MAX_VALUE, Flaws.NONE),
            new SimulatedStore(),
            new SimulatedStore().recover(),
            SafetyRules::new,
            Reputation::new);
    replica.start(now());
    return replica;
  }

  private static Now now() {
    return new Now(0, SimulatedChain.GENESIS_MILLIS + 60_000);
  }

  private Optional<String> tryOne(SplittableRandom random, long number) {
    byte[] original = corpus.get(random.nextInt(corpus.size()));
    boolean noise = random.nextInt(8) == 0;
    byte[] altered = noise ? noise(random) : alter(original, random);
    if (Arrays.equals(altered, original)) {
      return Optional.empty();
    }
    long before = allocatedBytes.getAsLong();
    List<Effect> effects;
    try {
      effects = victim.step(new Input.Received(altered), now());
    } catch (RuntimeException e) {
      return Optional.of("message %d: the replica threw %s".formatted(number, e));
    }
    long taken = allocatedBytes.getAsLong() - before - 64L * altered.length;
    mostBytes = Math.max(mostBytes, taken);
    effects.forEach(this::count);
    List<Effect> promises = promises(effects);
    if (victim.isHalted()) {
      return Optional.of("message %d: the replica stopped: %s".formatted(number, effects));
    }
    if (promises.isEmpty()) {
      return Optional.empty();
    }
    victim = freshVictim();
    return !noise && comesFrom(original, altered)
        ? Optional.empty()
        : Optional.of("message %d: it was accepted: %s".formatted(number, promises));
  }

  /**
   * Whether all that a new replica promises on the altered message it does on the original too, or
   * on an envelope alone that its signer made: of two messages of one length and signer, parts
   * exchanged may be the whole envelope, and certificates beside one may make a batch come too
   * late.
   */
  private boolean comesFrom(byte[] original, byte[] altered) {
    Set<String> promised = promised(original);
    SignedEnvelope envelope = ConsensusMessage.ofBytes(altered).envelope();
    if (corpus.stream().anyMatch(known -> envelopeOf(known).equals(envelope))) {
      promised.addAll(promised(alone(envelope)));
    }
    return promised.containsAll(promised(altered));
  }

  private static SignedEnvelope envelopeOf(byte[] message) {
    return ConsensusMessage.ofBytes(message).envelope();
  }

  private static byte[] alone(SignedEnvelope envelope) {
    QuorumCertificate nothing = QuorumCertificate.genesis(SimulatedChain.genesis().id());
    return new ConsensusMessage(envelope, new SyncInfo(nothing, Optional.empty(), Optional.empty()))
        .toBytes();
  }

  private static Set<String> promised(byte[] message) {
    return promises(freshVictim().step(new Input.Received(message), now())).stream()
        .map(MessageFuzz::hash)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private void count(Effect effect) {
    if (effect instanceof Effect.Refused refused) {
      refusals.merge(refused.reason(), 1L, Long::sum);
    }
  }

  /** What binds the replica: whatever it stores, commits or signs by the safety rules. */
  private static List<Effect> promises(List<Effect> effects) {
    return effects.stream()
        .filter(
            effect ->
                SimulatedStorage.isWrite(effect)
                    || effect instanceof Effect.Commit
                    || messageOf(effect).filter(MessageFuzz::isPromise).isPresent())
        .toList();
  }

  private static boolean isPromise(byte[] message) {
    MessageType type = ConsensusMessage.ofBytes(message).envelope().type();
    return type == MessageType.VOTE || type == MessageType.TIMEOUT || type == MessageType.PROPOSAL;
  }

  private static String hash(Effect effect) {
    var trace = new Trace(Optional.empty());
    trace.effect(effect);
    return trace.hash();
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(MAX_NOISE_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] alter(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    return switch (random.nextInt(6)) {
      case 0 -> flip(bytes, random);
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> putIn(bytes, random);
      case 3 -> extreme(bytes, random);
      case 4 -> exchange(bytes, random);
      default -> repeat(bytes, random);
    };
  }

  private static byte[] flip(byte[] bytes, SplittableRandom random) {
    for (int k = 1 + random.nextInt(8); k > 0; k--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] putIn(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length + 1);
    byte[] added = new byte[1 + random.nextInt(64)];
    random.nextBytes(added);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + added.length);
    System.arraycopy(bytes, at, longer, at + added.length, bytes.length - at);
    System.arraycopy(added, 0, longer, at, added.length);
    return longer;
  }

  private static byte[] extreme(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length - Integer.BYTES);
    int value = EXTREMES[random.nextInt(EXTREMES.length)];
    for (int k = 0; k < Integer.BYTES; k++) {
      bytes[at + k] = (byte) (value >>> (8 * (3 - k)));
    }
    return bytes;
  }

  /** The end of the envelope is another message's, so that no whole envelope is exchanged. */
  private byte[] exchange(byte[] bytes, SplittableRandom random) {
    byte[] other = corpus.get(random.nextInt(corpus.size()));
    int end = Math.min(envelopeEnd(bytes), envelopeEnd(other));
    int from = Integer.BYTES + 1 + random.nextInt(end - Integer.BYTES - 1);
    System.arraycopy(other, from, bytes, from, end - from);
    return bytes;
  }

  private static int envelopeEnd(byte[] message) {
    return Integer.BYTES
        + SignedEnvelope.ofBytes(new CanonicalReader(message).bytes(ConsensusMessage.MAX_BYTES))
            .toBytes()
            .length;
  }

  private static byte[] repeat(byte[] bytes, SplittableRandom random) {
    int length = 1 + random.nextInt(Math.min(64, bytes.length));
    int from = random.nextInt(bytes.length - length + 1);
    int to = random.nextInt(bytes.length - length + 1);
    System.arraycopy(bytes.clone(), from, bytes, to, length);
    return bytes;
  }
}
