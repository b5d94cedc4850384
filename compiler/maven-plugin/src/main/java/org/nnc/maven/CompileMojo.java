package org.nnc.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.lang.model.SourceVersion;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.nnc.compiler.Compiler;

/** Generates a Java class for every model of the {@code .nn} files of a folder, and removes those of deleted models. */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class CompileMojo extends AbstractMojo {
    /** Where the models are; a file's folder below it is the package of its classes, unless the file names one. */
    @Parameter(property = "nnc.sourceDirectory", defaultValue = "${project.basedir}/src/main/nn")
    private File sourceDirectory;

    /** Where the Java goes; it becomes a source root of the project. */
    @Parameter(property = "nnc.outputDirectory", defaultValue = "${project.build.directory}/generated-sources/nnc")
    private File outputDirectory;

    /** What {@code real} is: {@code float} or {@code double}. */
    @Parameter(property = "nnc.real", defaultValue = "float")
    private String real;

    /** Leaves out rewrites that change the behaviour at NaN and infinities. */
    @Parameter(property = "nnc.strict", defaultValue = "false")
    private boolean strict;

    /** The same bits on every Java and processor: StrictMath, no fused operations; slower. */
    @Parameter(property = "nnc.reproducible", defaultValue = "false")
    private boolean reproducible;

    /** The package of all files that do not name one themselves; by default each file's folder. */
    @Parameter(property = "nnc.packageName")
    private String packageName;

    /** Does nothing. */
    @Parameter(property = "nnc.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    /** Called by Maven, which sets the parameters. */
    public CompileMojo() {}

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) return;
        if (!List.of("float", "double").contains(real)) {
            throw new MojoFailureException("nnc: <real>" + real + "</real> is neither float nor double.");
        }
        if (packageName != null && !SourceVersion.isName(packageName)) {
            throw new MojoFailureException(
                    "nnc: <packageName>" + packageName + "</packageName> is no Java package name.");
        }
        Path output = outputDirectory.toPath();
        // One list of outputs for each execution: two of them may share the output folder.
        Path outputs = Path.of(project.getBuild().getDirectory(), "nnc", execution.getExecutionId() + ".outputs");
        Generation generation = new Generation(
                sourceDirectory.toPath(),
                new Outputs(output, outputs, Path.of(project.getBuild().getOutputDirectory())),
                project.getCompileSourceRoots().stream()
                        .map(Path::of)
                        .filter(root -> !root.equals(output))
                        .toList(),
                new Compiler.Options(
                        real.equals("double"), strict, reproducible, packageName == null ? "" : packageName));
        Generation.Outcome outcome;
        try {
            outcome = generation.run();
        } catch (IOException e) {
            throw new MojoExecutionException(
                    "nnc: cannot read or write (" + e + "); check the folders' permissions.", e);
        }
        for (Generation.Message m : outcome.messages()) {
            if (m.isError()) {
                getLog().error(m.text());
            } else {
                getLog().warn(m.text());
            }
        }
        if (outcome.errors() > 0) {
            throw new MojoFailureException("nnc: " + outcome.errors() + (outcome.errors() == 1 ? " error" : " errors")
                    + " in the models of " + sourceDirectory + ", listed above; nothing was generated.");
        }
        getLog().info(outcome.summary());
        project.addCompileSourceRoot(output.toString());
    }
}
