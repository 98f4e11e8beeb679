/**
 * The report of a run: one HTML page that needs nothing but itself.
 *
 * <p>The figures go in as {@link io.wattmesh.cluster.report.RunData}, plain values with their units
 * in their names, so that the page can be made from a live run, from a stored ledger or from a
 * test. {@link io.wattmesh.cluster.report.HtmlReport} puts style, script and figures into one
 * template; the page reads no other resource and its content security policy allows none, so it
 * works from a file, offline, and can be sent on. The same data give the same bytes. May use
 * nothing of Wattmesh; only the JDK and Jackson.
 */
package io.wattmesh.cluster.report;
