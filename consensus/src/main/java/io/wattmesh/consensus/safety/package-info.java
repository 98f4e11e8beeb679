/**
 * The rules that keep two blocks from being committed at one height, and the row that they rest on.
 *
 * <p>Apart from everything that is about progress, so that it can be read and audited alone: no
 * timer, no network, no storage. Uses blocks, certificates and proto, nothing else of this module.
 */
package io.wattmesh.consensus.safety;
