package io.wattmesh.consensus.sim;

import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a simulated ledger orders. */
sealed interface SimulatedTransaction {
  long TRANSFER = 0x7472616e73666572L;
  long CHANGE = 0x76616c696461746fL;

  /** An amount from one account to another. */
  record Transfer(long seed, int number, int from, int to, long amount)
      implements SimulatedTransaction {
    byte[] toBytes() {
      return new CanonicalWriter()
          .i64(TRANSFER)
          .i64(seed)
          .i32(number)
          .i32(from)
          .i32(to)
          .i64(amount)
          .toByteArray();
    }
  }

  /** The validators of these numbers take over, if their epoch is the next one. */
  record Change(long epoch, List<Integer> numbers) implements SimulatedTransaction {
    byte[] toBytes() {
      var out = new CanonicalWriter().i64(CHANGE).i64(epoch);
      numbers.forEach(out::i32);
      return out.toByteArray();
    }

    private static Change read(CanonicalReader in) {
      long epoch = in.i64();
      var numbers = new ArrayList<Integer>();
      while (in.remaining() > 0) {
        numbers.add(in.i32());
      }
      return new Change(epoch, numbers);
    }
  }

  /** Evidence, as a replica submits it. */
  record Accusation(Evidence evidence) implements SimulatedTransaction {
    String accused() {
      return evidence.first().signer();
    }

    /** Whether the accused signed both, in one epoch and round. */
    boolean holds() {
      SignedEnvelope first = evidence.first();
      SignedEnvelope second = evidence.second();
      return first.type() == second.type()
          && first.signer().equals(second.signer())
          && first.context().equals(second.context())
          && !Arrays.equals(first.payload(), second.payload())
          && Evidence.roundOf(first).isPresent()
          && Evidence.roundOf(first).equals(Evidence.roundOf(second))
          && isSigned(first)
          && isSigned(second);
    }

    private static boolean isSigned(SignedEnvelope envelope) {
      SigningContext context = envelope.context();
      byte[] preimage = context.preimage(envelope.type(), envelope.signer(), envelope.payload());
      return envelope.signature().equals(TagSignatures.tag(envelope.signer(), preimage));
    }
  }

  static SimulatedTransaction read(byte[] bytes) {
    var in = new CanonicalReader(bytes);
    long kind = in.i64();
    if (kind == TRANSFER) {
      return new Transfer(in.i64(), in.i32(), in.i32(), in.i32(), in.i64());
    }
    return kind == CHANGE
        ? Change.read(in)
        : new Accusation(Evidence.ofBytes(SignedEnvelope.ofBytes(bytes).payload()));
  }
}
