/**
 * The chain rule: from a program to the program of its adjoints, in the same language.
 *
 * <p>Partials come from the operator table; index maps are solved here. Never here: a derivative of a layer, a choice of
 * loop order or of storage.
 */
package org.nnc.compiler.diff;
