package org.nnc.tool.cli;

import java.util.concurrent.atomic.AtomicInteger;
import org.nnc.tool.data.DataException;
import org.nnc.tool.eval.CaseException;
import org.nnc.tool.train.TrainException;
import picocli.CommandLine;

/** The entry point: parses the command line, runs a subcommand on a thread with room, and turns failures into exit states. */
public final class Main {
    /** Reserved, not taken: recursion over a model's text and expressions is bounded, and must never meet the end. */
    private static final long STACK = 512L << 20;

    private Main() {}

    /** Runs the command and ends the process with its exit state. */
    public static void main(String[] args) {
        System.exit(run(Console.system(), args));
    }

    /** Runs the command without ending the process. */
    static int run(Console console, String... args) {
        AtomicInteger status = new AtomicInteger(Exit.FAULT);
        Thread thread = new Thread(null, () -> status.set(execute(console, args)), "nnc", STACK);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        console.out().flush();
        console.err().flush();
        return status.get();
    }

    private static int execute(Console console, String... args) {
        CommandLine line = Nnc.line(new Commands(console), args);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new java.io.PrintWriter(console.out(), true));
        line.setErr(new java.io.PrintWriter(console.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler((e, a) -> usage(console, e));
        line.setExecutionExceptionHandler((e, c, r) -> failure(console, e));
        try {
            return line.execute(args);
        } catch (Throwable e) {
            // Also StackOverflowError and OutOfMemoryError, which the library does not catch.
            return failure(console, e);
        }
    }

    private static int usage(Console console, CommandLine.ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        console.err()
                .println(command + ": " + e.getMessage().lines().findFirst().orElse("wrong command line"));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, console.err());
        console.err().println("Try '" + command + " --help'.");
        return Exit.USAGE;
    }

    private static int failure(Console console, Throwable e) {
        if (e instanceof CaseException) {
            console.err().println("nnc: " + e.getMessage());
            return Exit.USAGE;
        }
        if (e instanceof UsageException || e instanceof DataException || e instanceof TrainException) {
            console.err().println("nnc: " + e.getMessage());
            return e instanceof TrainException t && t.isDiverged() ? Exit.MODEL : Exit.USAGE;
        }
        if (e instanceof OutOfMemoryError) {
            console.err().println("nnc: out of memory; give Java more, for example JAVA_TOOL_OPTIONS=-Xmx4g");
            return Exit.USAGE;
        }
        console.err()
                .println("nnc: internal fault: " + e + ". This is a mistake in nnc, not in your model. Please report it"
                        + " with the model and the command line; NNC_DEBUG=1 prints where it happened.");
        if (console.debug()) e.printStackTrace(console.err());
        return Exit.FAULT;
    }
}
