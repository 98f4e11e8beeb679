/**
 * Which round a replica is in, who leads it and when it is given up. All of it is about progress;
 * none of it can make the log unsafe.
 */
package io.wattmesh.consensus.pacemaker;
