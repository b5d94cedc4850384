package org.nnc.tool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself, without a subcommand. */
@Command(
        name = "nnc",
        mixinStandardHelpOptions = true,
        versionProvider = Nnc.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Compiles models in index notation to plain Java with exact gradients.",
        footer = {
            "",
            "Exit states: 0 fine, 1 the model has errors or a case failed, 2 wrong usage, 3 a fault of nnc.",
            "FILE may be - for standard input. NO_COLOR=1 turns colours off."
        })
final class Nnc implements Runnable {
    private static final List<Class<?>> SUBCOMMANDS =
            List.of(Compile.class, Grad.class, Check.class, Eval.class, Train.class, Explain.class, Fmt.class);

    @Spec
    private CommandSpec spec;

    /** The command line; where the first argument names a subcommand, with that one alone: looking at each takes time. */
    static CommandLine line(CommandLine.IFactory factory, String... args) {
        CommandLine line = new CommandLine(new Nnc(), factory);
        List<Class<?>> named = SUBCOMMANDS.stream()
                .filter(c -> args.length > 0 && name(c).equals(args[0]))
                .toList();
        for (Class<?> c : named.isEmpty() ? SUBCOMMANDS : named) line.addSubcommand(name(c), c);
        return line;
    }

    private static String name(Class<?> subcommand) {
        return subcommand.getSimpleName().toLowerCase(Locale.ROOT);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }

    /** The project's version, from the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties p = new Properties();
            try (InputStream in = Nnc.class.getResourceAsStream("version.properties")) {
                p.load(in);
            }
            return new String[] {
                "nnc " + p.getProperty("version"),
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
            };
        }
    }
}
