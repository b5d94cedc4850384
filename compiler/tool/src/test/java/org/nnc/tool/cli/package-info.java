/** Tests of the command line: exit states, messages, and what is written where. */
package org.nnc.tool.cli;
