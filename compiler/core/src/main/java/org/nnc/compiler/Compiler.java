package org.nnc.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.nnc.compiler.check.Check;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.RuleErrors;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diagnostics.Span;
import org.nnc.compiler.diff.WriteOut;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Inner;
import org.nnc.compiler.ir.Precision;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Unparse;

/** The stages, in order: {@code text -> Tree -> Program -> gradient Program -> simpler Program -> Plan -> Java}. */
public final class Compiler {
    /** Passes recurse over expressions: a sum of 100,000 terms needs more than the default stack. */
    private static final long STACK_BYTES = 1L << 29;

    /**
     * @param realIsDouble whether {@code real} is double instead of float
     * @param strict leaves out rewrites that change the behaviour at NaN and infinities
     * @param reproducible gives the same bits on every virtual machine and processor, slower
     * @param packageName the Java package where the file names none; may be empty
     */
    public record Options(boolean realIsDouble, boolean strict, boolean reproducible, String packageName) {
        /** Not reproducible. */
        public Options(boolean realIsDouble, boolean strict, String packageName) {
            this(realIsDouble, strict, false, packageName);
        }
    }

    /** One model and the class that was made of it. */
    public record Unit(String packageName, String className, String java, Derived derived) {}

    /** The units of a file, none where there is an error. */
    public record Result(List<Unit> units, List<Diagnostic> diagnostics) {}

    private Compiler() {}

    /** Compiles every model of a file. */
    public static Result compile(Source source, Library library, Options options) {
        return onOwnStack(() -> {
            Precision real = Precision.ofReal(options.realIsDouble);
            Checked checked = checked(source, library, options.strict).in(Optional.of(real));
            List<Unit> units = new ArrayList<>();
            if (!checked.hasErrors()) {
                String packageName = checked.packageName().orElse(options.packageName());
                for (Program p : checked.programs()) {
                    Derived d = Derived.of(p, options.strict);
                    Optional<Diagnostic> problem = checkpoint(d, checked.checkpoints());
                    if (problem.isPresent()) {
                        List<Diagnostic> all = new ArrayList<>(checked.diagnostics());
                        all.add(problem.get());
                        return new Result(List.of(), all);
                    }
                    units.add(emit(d, packageName, options));
                }
            }
            return new Result(units, checked.diagnostics());
        });
    }

    /** Parses and checks a file. */
    public static Checked check(Source source, Library library) {
        return check(source, library, false);
    }

    /** @param strict what {@link Options} says, for derivatives inside equations */
    public static Checked check(Source source, Library library, boolean strict) {
        return checked(source, library, strict).in(Optional.empty());
    }

    private static Checked checked(Source source, Library library, boolean strict) {
        return onOwnStack(() -> {
            Parse.Result parsed = Parse.parse(source);
            if (parsed.file().isEmpty()) return new Checked(List.of(), Optional.empty(), parsed.diagnostics());
            Checked checked =
                    Check.check(parsed.file().get(), Library.standard().or(library));
            List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
            all.addAll(checked.diagnostics());
            List<Program> programs = checked.programs().stream()
                    .map(p -> writtenOut(p, checked.inner().getOrDefault(p.name(), List.of()), strict))
                    .toList();
            return checked.with(programs, all);
        });
    }

    /** Formulas are brought into stable form before they are differentiated, inside equations too. */
    private static Program writtenOut(Program p, List<Inner> inner, boolean strict) {
        if (inner.isEmpty()) return p;
        List<String> stages = WriteOut.stages(inner);
        // Their names stay: a check holds each derivative against what it derives.
        List<String> keep = new ArrayList<>(stages);
        inner.forEach(i -> keep.add(i.target().name()));
        return Simplify.tidy(WriteOut.of(Simplify.stable(p, stages, strict).program(), inner), keep);
    }

    /** A checkpoint that is asked for in vain: only the plan tells. */
    private static Optional<Diagnostic> checkpoint(Derived d, Map<String, Span> places) {
        Span place = places.get(d.primal().name());
        if (place == null || d.gradient().isEmpty() || d.plan().isBlockwise()) return Optional.empty();
        return Optional.of(RuleErrors.allSteps(place, place.text()));
    }

    private static Unit emit(Derived d, String packageName, Options options) {
        String className = Emit.className(d.primal().name());
        EmitOptions how =
                new EmitOptions(options.realIsDouble, options.reproducible, packageName, className, Unparse::equation);
        return new Unit(packageName, className, d.java(how), d);
    }

    /** Runs a stage on a thread with a deep stack, unless it is on one already; faults pass through. */
    public static <T> T onOwnStack(Supplier<T> stage) {
        if (Thread.currentThread().getName().equals("nnc")) return stage.get();
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Thread thread = new Thread(null, () -> result.set(stage.get()), "nnc", STACK_BYTES);
        thread.setUncaughtExceptionHandler((t, e) -> fault.set(e));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while compiling", e);
        }
        if (fault.get() instanceof RuntimeException e) throw e;
        if (fault.get() instanceof Error e) throw e;
        return result.get();
    }
}
