/** The command line: a class a command. Data goes to stdout, everything else to stderr. */
package io.wattmesh.cluster.cli;
