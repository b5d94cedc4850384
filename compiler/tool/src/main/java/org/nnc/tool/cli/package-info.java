/**
 * The {@code nnc} command: one class per subcommand, and what they share of reading sources, writing files and exiting.
 *
 * <p>Holds arguments, files and messages. Must never hold anything about the meaning of a model: that is the compiler's.
 */
package org.nnc.tool.cli;
