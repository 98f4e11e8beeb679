/**
 * What the world does to devices: shipped load and solar profiles, the local calendar that they are
 * read by, the outdoor temperature, and forecast errors drawn from a seed. Loads class-path
 * resources, nothing else.
 */
package io.wattmesh.agents.profile;
