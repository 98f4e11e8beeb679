/** How wire messages pass through Pekko's remoting: by their protobuf form, never by reflection. */
package io.wattmesh.market.message.actor;
