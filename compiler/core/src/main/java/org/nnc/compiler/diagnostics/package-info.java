/**
 * What the compiler says: sources and spans, diagnostics with stable codes, one factory per mistake, and how they are
 * rendered. This room imports nothing of the compiler and never decides whether something is a mistake.
 */
package org.nnc.compiler.diagnostics;
