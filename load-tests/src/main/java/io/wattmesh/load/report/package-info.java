/**
 * What a run leaves behind: {@code results.json}, the page that people read, and the comparison of
 * two runs. Text out of figures; nothing is measured here.
 */
package io.wattmesh.load.report;
