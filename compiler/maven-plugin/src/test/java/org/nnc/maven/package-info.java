/** The goal without Maven around it; with Maven around it, `.ci/quickstart` runs it in a project of its own. */
package org.nnc.maven;
