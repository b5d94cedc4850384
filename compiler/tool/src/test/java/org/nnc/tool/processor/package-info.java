/** The annotation processor, run inside real compilations; and what must never come out of it: a stack trace. */
package org.nnc.tool.processor;
