package org.nnc.compiler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.nnc.compiler.check.Check;
import org.nnc.compiler.check.Checked;
import org.nnc.compiler.check.Library;
import org.nnc.compiler.diagnostics.Diagnostic;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.diff.Differentiate;
import org.nnc.compiler.diff.Gradient;
import org.nnc.compiler.emit.Emit;
import org.nnc.compiler.emit.EmitOptions;
import org.nnc.compiler.ir.Program;
import org.nnc.compiler.schedule.Plan;
import org.nnc.compiler.simplify.Simplify;
import org.nnc.compiler.simplify.Specialise;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.syntax.Unparse;

/** The stages, in order: {@code text -> Tree -> Program -> gradient Program -> simpler Program -> Plan -> Java}. */
public final class Compiler {
    /** Passes recurse over expressions: a sum of 100,000 terms needs more than the default stack. */
    private static final long STACK_BYTES = 1L << 29;

    /**
     * @param realIsDouble whether {@code real} is double instead of float
     * @param strict leaves out rewrites that change the behaviour at NaN and infinities
     * @param packageName the Java package where the file names none; may be empty
     */
    public record Options(boolean realIsDouble, boolean strict, String packageName) {}

    /** One model and the class that was made of it. */
    public record Unit(String packageName, String className, String java, Derived derived) {}

    /** The units of a file, none where there is an error. */
    public record Result(List<Unit> units, List<Diagnostic> diagnostics) {}

    /** A checked model, put into stable form, with its gradient where it asks for one or has a loss. */
    public record Derived(Program primal, Optional<Gradient> gradient, List<Simplify.Fired> rewrites) {}

    private Compiler() {}

    /** Compiles every model of a file. */
    public static Result compile(Source source, Library library, Options options) {
        return onOwnStack(() -> {
            Checked checked = check(source, library);
            List<Unit> units = new ArrayList<>();
            if (!checked.hasErrors()) {
                String packageName = checked.packageName().orElse(options.packageName());
                for (Program p : checked.programs()) units.add(emit(derive(p, options.strict), packageName, options));
            }
            return new Result(units, checked.diagnostics());
        });
    }

    /** Parses and checks a file. */
    public static Checked check(Source source, Library library) {
        return onOwnStack(() -> {
            Parse.Result parsed = Parse.parse(source);
            if (parsed.file().isEmpty()) return new Checked(List.of(), Optional.empty(), parsed.diagnostics());
            Checked checked = Check.check(parsed.file().get(), Library.standard().or(library));
            List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
            all.addAll(checked.diagnostics());
            return new Checked(checked.programs(), checked.packageName(), all);
        });
    }

    /** The stable form of a model and what it asks to be derived. */
    public static Derived derive(Program program, boolean strict) {
        return onOwnStack(() -> {
            Set<String> wrt = wrt(program);
            Simplify.Result stable = Simplify.stable(program, wrt, strict);
            Program primal = stable.program();
            Optional<Gradient> gradient = Optional.empty();
            if (!wrt.isEmpty() && !primal.losses().isEmpty()) {
                gradient = Optional.of(Differentiate.ofLoss(primal, primal.losses().get(0), wrt));
            } else if (!wrt.isEmpty() && !realOutputs(primal).isEmpty()) {
                gradient = Optional.of(Differentiate.ofOutputs(primal, realOutputs(primal), wrt));
            }
            return new Derived(primal, gradient.map(Simplify::tidy), stable.fired());
        });
    }

    private static Unit emit(Derived d, String packageName, Options options) {
        String className = Emit.className(d.primal.name());
        EmitOptions how = new EmitOptions(options.realIsDouble, packageName, className, Unparse::equation);
        return new Unit(packageName, className, java(d, how), d);
    }

    /** The class of a model; where the training flag is read, numbers are drawn or states move, of both its forwards. */
    private static String java(Derived d, EmitOptions how) {
        if (!Specialise.isNeeded(d.primal)) return Emit.java(d.primal, d.gradient, how);
        return Emit.java(plan(d, Specialise::evaluation), plan(d, Specialise::training), how);
    }

    private static Plan plan(Derived d, BiFunction<Program, Collection<String>, Program> variant) {
        if (d.gradient.isEmpty()) return Emit.plan(variant.apply(d.primal, List.of()), Optional.empty());
        Gradient g = d.gradient.get();
        Program program = variant.apply(g.program(), g.results());
        return Emit.plan(program, Optional.of(new Gradient(program, g.adjoints(), g.cotangents())));
    }

    /** All parameters that are not frozen, and what {@code derive} names. */
    private static Set<String> wrt(Program p) {
        Set<String> wrt = new LinkedHashSet<>();
        p.params().stream().filter(q -> !q.frozen()).forEach(q -> wrt.add(q.tensor().name()));
        p.derives().forEach(d -> d.wrt().stream().filter(n -> !n.equals("params")).forEach(wrt::add));
        return wrt;
    }

    private static List<String> realOutputs(Program p) {
        return p.outputs().stream()
                .filter(n -> p.tensors().get(n).type() == org.nnc.compiler.ir.Type.REAL)
                .toList();
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
