package org.nnc.tool.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.syntax.Unparse;
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
    private final Front front;

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
            names = "--emit",
            paramLabel = "java|program|gradient|plan",
            description = "Print a stage on standard output instead of writing classes.")
    private Optional<Stage> stage;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @Mixin
    private Messages messages = new Messages();

    Compile(Console console, Front front) {
        this.console = console;
        this.front = front;
    }

    @Override
    public Integer call() {
        if (stage.isEmpty() && folder.isEmpty()) {
            throw new UsageException("name the folder for the classes with -d DIR, or print a stage with --emit");
        }
        if (stage.isPresent() && folder.isPresent() && stage.get() != Stage.JAVA) {
            throw new UsageException("--emit " + stage.get() + " prints; leave out -d");
        }
        packageName.ifPresent(Compile::checkPackage);
        Map<String, String> classes = new LinkedHashMap<>();
        StringBuilder printed = new StringBuilder();
        boolean errors = false;
        for (String file : files) {
            Front.Checked checked = Models.check(console, front, file);
            errors |= messages.print(console, checked.diagnostics());
            if (errors) continue;
            if (checked.programs().isEmpty()) {
                throw new UsageException(file + " holds no model; nothing to compile");
            }
            String pack = checked.packageName().or(() -> packageName).orElse("");
            for (Program program : checked.programs()) {
                Front.Emitted e = front.emit(
                        program, new Front.Settings(pack, real == ModelOptions.Real.DOUBLE, options.strict()));
                printed.append(text(program, e));
                String path = e.className().replace('.', '/') + ".java";
                if (classes.put(path, e.java()) != null) {
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

    private String text(Program program, Front.Emitted e) {
        return switch (stage.orElse(Stage.JAVA)) {
            case JAVA -> e.java();
            case PROGRAM -> Unparse.text(program);
            case GRADIENT -> e.gradient();
            case PLAN -> e.plan();
        };
    }

    private static void checkPackage(String name) {
        if (!name.isEmpty() && !javax.lang.model.SourceVersion.isName(name)) {
            throw new UsageException("--package " + Shown.text(name) + " is not a Java package name");
        }
    }
}
