/** One clearing of one case file by the market's own aggregators and clearing regions. */
package io.wattmesh.cluster.clear;
