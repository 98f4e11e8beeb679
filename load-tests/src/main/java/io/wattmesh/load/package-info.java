/**
 * Benchmarks of the paths that every bid, round and block takes, by JMH. They use the modules'
 * public classes only; {@code load-tests/bin/benchmarks} runs them.
 */
package io.wattmesh.load;
