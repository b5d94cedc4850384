/** Tests of the meaning of {@code nnc eval} cases on programs built by hand, with derivatives worked on paper. */
package org.nnc.tool.eval;
