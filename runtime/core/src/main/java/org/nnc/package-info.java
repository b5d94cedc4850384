/** Holds the annotation that asks the nnc compiler for a class; it must never hold code that runs. */
package org.nnc;
