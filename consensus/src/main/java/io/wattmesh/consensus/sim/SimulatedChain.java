package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.replica.HeldKey;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The chain that a simulation of n validators runs: its validators and its genesis block. */
final class SimulatedChain {
  static final long GENESIS_MILLIS = 1_700_000_000_000L;

  private static final SigningContext CONTEXT =
      new SigningContext(Sha256.labelled("wattmesh/simulation", new byte[0]), 0);
  private static final Block GENESIS =
      Block.genesis(0, GENESIS_MILLIS, new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of())));

  /** Real keys take long to make, and their values change nothing. */
  private static final Map<Integer, SimulatedChain> BY_SIZE = new ConcurrentHashMap<>();

  private final Electorate electorate;

  private SimulatedChain(int size) {
    var validators = new ArrayList<Validator>();
    for (int k = 0; k < size; k++) {
      validators.add(validator(k));
    }
    electorate = new Electorate(new ValidatorSet(0, validators), CONTEXT, TagSignatures.CHECK);
  }

  static SimulatedChain of(int validators) {
    return BY_SIZE.computeIfAbsent(validators, SimulatedChain::new);
  }

  static Block genesis() {
    return GENESIS;
  }

  Identity identity(int validator) {
    if (validator < electorate.size()) {
      return new Identity(
          validator, electorate, TagSignatures.signer(electorate.validators().get(validator)));
    }
    Validator joiner = validator(validator);
    return Identity.named(
        joiner.id(), electorate, List.of(new HeldKey(joiner.key(), TagSignatures.signer(joiner))));
  }

  /** The validator of a number, of power 1, whether it is among the first or not. */
  private static Validator validator(int number) {
    String name = name(number);
    return new Validator(new ParticipantId(name), DemoKeys.derive(0, name).verificationKey(), 1);
  }

  static String name(int number) {
    return "validator-%03d".formatted(number);
  }

  /** The validators of an epoch by their numbers. */
  static ValidatorSet validators(long epoch, List<Integer> numbers) {
    return new ValidatorSet(epoch, numbers.stream().map(SimulatedChain::validator).toList());
  }
}
