package io.wattmesh.load.agents;

import java.util.function.Consumer;

/**
 * What is to be measured.
 *
 * @param kind what each round is
 * @param rounds how often each is called after its start
 * @param everyMillis the longest that a round of calls may take
 * @param progress hears a line now and then
 */
record RunPlan(
    Crowd crowd, RoundKind kind, int rounds, long everyMillis, Consumer<String> progress) {
  int count() {
    return crowd.size();
  }
}
