/** Tests of training: on hand-written classes, with small tables and, where it is present, real data. */
package org.nnc.tool.train;
