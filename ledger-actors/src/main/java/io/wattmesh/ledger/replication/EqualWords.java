package io.wattmesh.ledger.replication;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What validators say of each height, and what of it can be believed: the same word of validators
 * of the block's epoch with more than one third of the voting power, since one of them at least is
 * honest. Heights are believed in order; what those say who are not of the epoch does not count.
 *
 * @param <T> a word on a block; equal words say the same
 */
final class EqualWords<T> {
  private record Telling<T>(T word, Set<ParticipantId> validators) {}

  private final Function<T, BlockHeader> header;
  private final long window;
  private final Map<Long, List<Telling<T>>> byHeight = new HashMap<>();
  private ValidatorSet validators;
  private long nextHeight;

  /**
   * @param validators those of the epoch of the first block
   * @param firstHeight the block to begin with
   * @param window so many heights from the next one on are listened to
   * @param header the header that a word is about
   */
  EqualWords(
      ValidatorSet validators, long firstHeight, long window, Function<T, BlockHeader> header) {
    this.validators = validators;
    this.nextHeight = firstHeight;
    this.window = window;
    this.header = header;
  }

  /** The validators of the epoch of the block that is to come. */
  ValidatorSet validators() {
    return validators;
  }

  /** The height of the block that is to come. */
  long nextHeight() {
    return nextHeight;
  }

  void add(ParticipantId validator, T word) {
    long height = header.apply(word).height();
    if (height < nextHeight || height - nextHeight >= window) {
      return;
    }
    List<Telling<T>> tellings = byHeight.computeIfAbsent(height, any -> new ArrayList<>());
    tellings.stream()
        .filter(telling -> telling.word().equals(word))
        .findFirst()
        .orElseGet(
            () -> {
              var telling = new Telling<T>(word, new HashSet<>());
              tellings.add(telling);
              return telling;
            })
        .validators()
        .add(validator);
  }

  /** The word on the next height, if it can be believed by now. */
  Optional<T> next() {
    return byHeight.getOrDefault(nextHeight, List.of()).stream()
        .filter(telling -> header.apply(telling.word()).epoch() == validators.epoch())
        .filter(telling -> validators.hasHonestMember(indices(telling.validators())))
        .map(Telling::word)
        .findFirst();
  }

  /**
   * The next height is believed.
   *
   * @param nextValidators who takes over after it, if it ends its epoch
   */
  void goOn(Optional<ValidatorSet> nextValidators) {
    byHeight.remove(nextHeight++);
    validators = nextValidators.orElse(validators);
  }

  private Set<Integer> indices(Set<ParticipantId> names) {
    var indices = new HashSet<Integer>();
    for (ParticipantId name : names) {
      int index = validators.indexOf(name);
      if (index >= 0) {
        indices.add(index);
      }
    }
    return indices;
  }
}
