/**
 * DC power flow: angles and flows that follow from given injections, for checks of a result. May
 * use {@code grid.network} and ojAlgo.
 */
package io.wattmesh.grid.flow;
