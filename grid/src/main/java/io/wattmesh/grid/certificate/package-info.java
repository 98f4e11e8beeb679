/**
 * The clearing certificate: an interval's dispatch and prices in integers, and the check that they
 * are optimal.
 *
 * <p>Solving a market needs a solver, believing its result must not. Whoever clears publishes
 * angles, injections, prices and line duals; {@link CertificateChecker} recomputes every flow,
 * proves by weak duality how far the dispatch can be from the optimum, and proves that the prices
 * are the ones at which the bids give that dispatch. It runs once over buses, branches and bids,
 * without a solver. {@link Awards} then says what each bid gets.
 *
 * <p>This is the only package of the module that the ledger sees. Everything is {@code long} and
 * 128-bit; {@code double} appears in {@link CertificateMaker} and {@link ClearingSolution} alone,
 * where a solver's result is rounded, once. Quantities and units:
 *
 * <pre>
 *   injection, flow, limit   W           power inside a bus's window   micro-W
 *   angle, shift             1e-12 rad   price, line dual              pico-$/MWh
 *   susceptance              W/rad       W x pico-$/MWh                atto-$/h (1e-18)
 *                                        micro-W x pico-$/MWh          yocto-$/h (1e-24)
 * </pre>
 *
 * <p>Overflow is an error, never a wrap. May use {@code proto.model}, {@code proto.codec} and
 * {@code proto.crypto}; knows no clock, thread, file or random number.
 */
package io.wattmesh.grid.certificate;
