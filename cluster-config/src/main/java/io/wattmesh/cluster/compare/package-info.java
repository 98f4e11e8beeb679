/**
 * Three kinds of consensus side by side. Proof of work and proof of stake are <b>models</b>:
 * discrete-event simulations with published parameters. The BFT log is <b>no model</b>: the very
 * replicas of this project run in one thread under a virtual clock, and what they do is counted;
 * only the network's delay is put in, and that their computing takes no time.
 *
 * <p>Pure: seeds are arguments, time is virtual. Sources are named at each class and in
 * docs/feasibility.md.
 */
package io.wattmesh.cluster.compare;
