/**
 * The Maven goal {@code nnc:compile}: models under a source folder become Java under {@code target/generated-sources}.
 *
 * <p>Holds what belongs to a build: which files there are, which packages their folders mean, what was written last time
 * and must go. Must never hold anything about the meaning of a model.
 */
package org.nnc.maven;
