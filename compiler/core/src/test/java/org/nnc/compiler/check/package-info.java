/** Tests of what models mean and of every message about their mistakes. */
package org.nnc.compiler.check;
