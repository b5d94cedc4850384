package org.nnc.tool.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Format;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nnc fmt}: formats model files; keeps every comment; formatting twice is formatting once. */
@Command(
        name = "fmt",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        description = "Formats model files: prints the result, or rewrites the files (-w), or lists those that are not"
                + " formatted and exits with 1 (--check).")
final class Fmt implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Model files; - is standard input.")
    private List<String> files;

    @ArgGroup
    private Mode mode = new Mode();

    @Mixin
    private Messages messages = new Messages();

    /** Either of the two. */
    static final class Mode {
        @Option(names = "-w", description = "Rewrite the files that change; print the path of each.")
        private boolean write;

        @Option(names = "--check", description = "Print the paths of files that are not formatted; write nothing.")
        private boolean check;
    }

    Fmt(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean errors = false;
        Map<String, String> changed = new LinkedHashMap<>();
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            if (mode.write && file.equals("-"))
                throw new UsageException("-w cannot rewrite standard input; leave it out");
            Source source = SourceFiles.read(file, console.in());
            Format.Result result = Format.format(source);
            errors |= messages.print(console, result.diagnostics());
            result.text().ifPresent(text -> {
                all.append(text);
                if (!text.equals(source.text())) changed.put(file, text);
            });
        }
        if (errors) {
            messages.count(console);
            return Exit.MODEL;
        }
        if (!mode.write && !mode.check) {
            console.out().print(all);
            return Exit.FINE;
        }
        for (Map.Entry<String, String> e : changed.entrySet()) {
            if (mode.write) rewrite(SourceFiles.path(e.getKey()), e.getValue());
            console.out().println(e.getKey());
        }
        return mode.check && !changed.isEmpty() ? Exit.MODEL : Exit.FINE;
    }

    private static void rewrite(Path file, String text) {
        try {
            // Through a link to the file that it names, so that the link stays one.
            TargetFolder.replace(file.toRealPath(), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UsageException(file + " cannot be written (" + e.getMessage() + "); check its permissions");
        }
    }
}
