package org.nnc.tool.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.nnc.compiler.Compiler;
import org.nnc.compiler.Derived;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
import org.nnc.tool.eval.Derivation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc compile}: models to Java classes, all or nothing. */
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Writes one Java class for each model; prints the path of each. Writes nothing if a model has an"
                + " error, only files whose content changes, and never over a file that nnc did not write.")
final class Compile implements Callable<Integer> {
    private final Console console;

    /** The stages that {@code --emit} prints. */
    enum Stage {
        JAVA,
        PROGRAM,
        GRADIENT,
        PLAN;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Model files; - is standard input.")
    private List<String> files;

    @Option(names = "-d", paramLabel = "DIR", description = "The folder under which the classes' packages begin.")
    private Optional<Path> folder;

    @Option(
            names = "--package",
            paramLabel = "P",
            description = "The Java package of models whose file has no package line.")
    private Optional<String> packageName;

    @Option(names = "--real", paramLabel = "float|double", description = "The Java type of real. Default: float.")
    private ModelOptions.Real real = ModelOptions.Real.FLOAT;

    @Option(
            names = "--reproducible",
            description = "The same bits on every Java and processor: StrictMath, no fused operations; slower.")
    private boolean reproducible;

    @Option(
            names = "--emit",
            paramLabel = "java|program|gradient|plan",
            description = "Print a stage on standard output instead of writing classes.")
    private Optional<Stage> stage;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Compile(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (stage.isEmpty() && folder.isEmpty()) {
            throw new UsageException("name the folder for the classes with -d DIR, or print a stage with --emit");
        }
        packageName.ifPresent(Compile::checkPackage);
        Map<String, String> classes = new LinkedHashMap<>();
        StringBuilder printed = new StringBuilder();
        Compiler.Options settings = new Compiler.Options(
                real == ModelOptions.Real.DOUBLE, options.strict(), reproducible, packageName.orElse(""));
        boolean errors = false;
        for (String file : files) {
            Compiler.Result result =
                    Compiler.compile(SourceFiles.read(file, console.in()), Models.beside(file), settings);
            errors |= messages.print(console, result.diagnostics());
            if (errors) continue;
            if (result.units().isEmpty()) throw new UsageException(file + " holds no model; nothing to compile");
            for (Compiler.Unit u : result.units()) {
                printed.append(text(u));
                String path = (u.packageName() + "." + u.className())
                                .replace('.', '/')
                                .replaceFirst("^/", "") + ".java";
                if (classes.put(path, u.java()) != null) {
                    throw new UsageException("two models would both be written to " + path + "; rename one");
                }
            }
        }
        if (errors) {
            messages.count(console);
            return Exit.MODEL;
        }
        if (folder.isPresent()) {
            for (Path path : new TargetFolder(folder.get()).write(classes))
                console.out().println(path);
        } else {
            console.out().print(printed);
        }
        return Exit.FINE;
    }

    private String text(Compiler.Unit u) {
        Derived d = u.derived();
        return switch (stage.orElse(Stage.JAVA)) {
            case JAVA -> u.java();
            case PROGRAM -> Unparse.text(d.primal());
            case GRADIENT -> Unparse.text(derived(d));
            case PLAN -> PlanText.of(d.plan(), real == ModelOptions.Real.DOUBLE);
        };
    }

    /** The program with the adjoints and all other derivatives as outputs. */
    private static Program derived(Derived d) {
        if (d.gradient().isEmpty()) return d.primal();
        Program p = Derivation.program(d.gradient().get());
        Set<String> outputs = new LinkedHashSet<>(p.outputs());
        d.derivatives().forEach(x -> outputs.addAll(x.tensors()));
        return p.withOutputs(List.copyOf(outputs), p.losses()).withoutDerives();
    }

    private static void checkPackage(String name) {
        if (!name.isEmpty() && !javax.lang.model.SourceVersion.isName(name)) {
            throw new UsageException("--package " + Shown.text(name) + " is not a Java package name");
        }
    }
}
