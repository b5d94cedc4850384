package org.nnc.compiler.verify;

import java.util.Random;
import org.nnc.compiler.verify.RandomPrograms.Var;

/** The expressions that random equations are made of. */
class RandomTerms {
    final RandomPrograms p;
    final Random random;

    RandomTerms(RandomPrograms p) {
        this.p = p;
        this.random = p.random;
    }

    String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    static String at(Var v, String... indices) {
        return v.rank() == 0 ? v.name() : v.name() + "[" + String.join(",", indices) + "]";
    }

    /** A function whose domain holds any number, of moderate slope. */
    String tame(String x) {
        return one(
                "tanh(" + x + ")",
                "sin(" + x + ")",
                "sigmoid(" + x + ")",
                "softplus(" + x + ")",
                "relu(" + x + " + 0.05)",
                "exp(0.3*" + wrapped(x) + ")",
                "sqrt(0.5 + square(" + x + "))",
                "log(1.5 + square(" + x + "))",
                "erf(" + x + ")",
                "abs(" + x + ")",
                "clamp(" + x + ", -0.8, 0.9)",
                "atan(" + x + ")",
                "square(" + x + ")/(1 + square(" + x + "))",
                "log1p(square(" + x + "))",
                "cbrt(2 + cos(" + x + "))",
                "asinh(" + x + ")",
                "normcdf(" + x + ")",
                "(2 + sin(" + x + "))^1.5",
                "(" + x + ")^3/8",
                "(2 + cos(" + x + "))^-2");
    }

    static String wrapped(String x) {
        return "(" + x + ")";
    }

    /** An expression over all of the given reads. */
    String mix(String... reads) {
        String e = reads[0];
        for (int i = 1; i < reads.length; i++) {
            String b = random.nextInt(3) == 0 ? tame(reads[i]) : reads[i];
            e = switch (random.nextInt(11)) {
                case 0 -> wrapped(e) + "*" + wrapped(b);
                case 1 -> e + " - " + wrapped(b);
                case 2 -> wrapped(e) + "/(2 + square(" + b + "))";
                case 3 -> "max(" + e + ", " + b + ")";
                case 4 -> "min(" + e + ", " + b + ")";
                case 5 -> "atan2(" + e + ", 2.5 + tanh(" + b + "))";
                case 6 -> "(if " + e + " > 0.1 then " + b + " else " + wrapped(e) + "*" + wrapped(b) + ")";
                case 7 -> "(let q = " + e + " in q*sin(q + " + b + "))";
                case 8 -> "hypot(1.1 + square(" + e + "), " + b + ")";
                case 9 -> "logaddexp(" + e + ", " + b + ")";
                default -> e + " + " + wrapped(b);
            };
        }
        return random.nextBoolean() ? tame(e) : e;
    }
}
