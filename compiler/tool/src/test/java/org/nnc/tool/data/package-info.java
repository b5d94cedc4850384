/** Tests of the readers of data files and of the JSON; expected arrays come from NumPy and from the formats' texts. */
package org.nnc.tool.data;
