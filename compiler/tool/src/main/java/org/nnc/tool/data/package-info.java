/**
 * Data files and the JSON of {@code nnc eval}: strict readers that check every size before they allocate, and name the
 * file, the place and the next step in each error.
 *
 * <p>Holds file formats and their mapping to arrays. Must never hold anything about the compiler or about training.
 */
package org.nnc.tool.data;
