/**
 * Fault drills: real processes of {@code wattmesh node} on this machine, killed, stopped and joined
 * while a small market runs, and then judged by what participants were promised and what validators
 * have stored. It uses the command line, files and public classes of {@code cluster-config}.
 */
package io.wattmesh.load.drill;
