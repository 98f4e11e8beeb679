package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.replica.HeldKey;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The chain that a simulation runs: its genesis block, and the validators of each epoch, by their
 * numbers.
 */
final class SimulatedChain {
  static final long GENESIS_MILLIS = 1_700_000_000_000L;

  static final SigningContext CONTEXT =
      new SigningContext(Sha256.labelled("wattmesh/simulation", new byte[0]), 0);

  private static final Block GENESIS =
      Block.genesis(0, GENESIS_MILLIS, new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of())));

  /** Real keys take long to make, and their values change nothing. */
  private static final Map<Integer, Validator> BY_NUMBER = new ConcurrentHashMap<>();

  private final Electorate electorate;
  private final List<ValidatorSet> epochs;

  private SimulatedChain(Electorate electorate, List<ValidatorSet> epochs) {
    this.electorate = electorate;
    this.epochs = epochs;
  }

  private static Validator validator(int number) {
    return BY_NUMBER.computeIfAbsent(
        number,
        _ -> {
          VerificationKey key = DemoKeys.derive(0, name(number)).verificationKey();
          TagSignatures.know(key);
          return new Validator(new ParticipantId(name(number)), key, 1);
        });
  }

  /** The validators of these numbers, each of power 1. */
  static ValidatorSet validators(long epoch, List<Integer> numbers) {
    var validators = new ArrayList<Validator>(numbers.size());
    for (int number : numbers) {
      validators.add(validator(number));
    }
    return new ValidatorSet(epoch, validators);
  }

  static String name(int validator) {
    return "validator-%03d".formatted(validator);
  }

  /** Of a single epoch. */
  static SimulatedChain of(int validators) {
    return of(validators, List.of());
  }

  /**
   * @param validators how many the first epoch has: those of the lowest numbers
   * @param later the numbers of the validators of each epoch after it
   */
  static SimulatedChain of(int validators, List<List<Integer>> later) {
    ValidatorSet first = validators(0, IntStream.range(0, validators).boxed().toList());
    return new SimulatedChain(
        new Electorate(first, CONTEXT, TagSignatures.CHECK),
        IntStream.range(0, later.size()).mapToObj(k -> validators(k + 1L, later.get(k))).toList());
  }

  SimulatedChain checkedBy(SignatureCheck check) {
    return check.equals(electorate.check())
        ? this
        : new SimulatedChain(new Electorate(electorate.validators(), CONTEXT, check), epochs);
  }

  static Block genesis() {
    return GENESIS;
  }

  ValidatorSet validators(long epoch) {
    return epoch == 0 ? electorate.validators() : epochs.get((int) epoch - 1);
  }

  /** Who a validator of any epoch is in the first one, perhaps an observer. */
  Identity identity(int number) {
    Validator own = validator(number);
    return Identity.named(
        own.id(), electorate, List.of(new HeldKey(own.key(), TagSignatures.signer(own))));
  }
}
