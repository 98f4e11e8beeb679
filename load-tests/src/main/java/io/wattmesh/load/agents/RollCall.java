package io.wattmesh.load.agents;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** Who of many has answered in a round, and how often. Any thread may report an answer. */
final class RollCall {
  private final AtomicIntegerArray answers;
  private final LongAdder answered = new LongAdder();
  private final LongAdder again = new LongAdder();
  private final LongAdder strays = new LongAdder();
  private volatile long round;

  RollCall(int size) {
    this.answers = new AtomicIntegerArray(size);
  }

  int size() {
    return answers.length();
  }

  /** From now on answers of this round count. */
  void begin(long next) {
    round = next;
    answered.reset();
    again.reset();
    for (int index = 0; index < answers.length(); index++) {
      answers.setPlain(index, 0);
    }
  }

  void onAnswer(int index, long ofRound) {
    if (ofRound != round) {
      strays.increment();
    } else if (answers.getAndIncrement(index) == 0) {
      answered.increment();
    } else {
      again.increment();
    }
  }

  /** How many have answered in this round, each counted once. */
  long answered() {
    return answered.sum();
  }

  /** Answers in this round beyond each one's first. */
  long again() {
    return again.sum();
  }

  /** Answers to a round that was not on, of all rounds. */
  long strays() {
    return strays.sum();
  }

  boolean isMissing(int index) {
    return answers.get(index) == 0;
  }
}
