package org.nnc.compiler.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.schedule.Plan;

/** The fast forms are found from index structure, and compute what the interpreter does. */
class FormsTest {
    private static final String CONVOLUTION = """
            dim B
            input x[B,3,9,9]
            param k[20,3,3,3] he
            param c[20] normal
            z[n:B,o:20,p:9,q:9] = sum(i in 0..3, r in 0..3, s in 0..3) k[o,i,r,s]*x[n,i,p+r-1,q+s-1 | 0]
            a[n:B,o:20,p:9,q:9] = relu(z[n,o,p,q] + c[o])
            m[n:B,o:20,p:4,q:4] = max(r in 0..2, s in 0..2) a[n,o,2*p+r,2*q+s]
            w[n:B,o:20,p:4,q:4] = m[n,o,p,q]*m[n,o,p,q]
            l = sum(n in 0..B, o in 0..20, p in 0..4, q in 0..4) w[n,o,p,q]
            loss l
            """;

    private static final String STRIDED = """
            dim B
            input x[B,2,21]
            param k[18,2,3] he
            z[n:B,o:18,p:8] = sum(i in 0..2, r in 0..3) k[o,i,r]*x[n,i,2*p+3*r]
            l = sum(n in 0..B, o in 0..18, p in 0..8) z[n,o,p]*z[n,o,p]
            loss l
            """;

    private static final String GATED = """
            dim T
            dim B
            input x[T,B,20]
            param W[3,18,20] he
            param U[3,18,18] he
            a[t:T,b:B,g:3,j:18] = sum(i in 0..20) W[g,j,i]*x[t,b,i]
            r[t:T,b:B,g:3,j:18] = sum(k in 0..18) U[g,j,k]*h[t-1,b,k | 0]
            z[t:T,b:B,g:3,j:18] = a[t,b,g,j] + r[t,b,g,j]
            h[t:T,b:B,j:18] = sigmoid(z[t,b,0,j])*tanh(z[t,b,1,j]) + z[t,b,2,j]
            l = sum(t in 0..T, b in 0..B, j in 0..18) h[t,b,j]*h[t,b,j]
            loss l
            """;

    private static final String RECURRENT = """
            dim T
            dim B
            input x[T,B,20]
            input h0[B,17]
            param W[17,20] he
            param U[17,17] he
            a[t:T,b:B,j:17] = sum(i in 0..20) W[j,i]*x[t,b,i]
            r[t:T,b:B,j:17] = sum(k in 0..17) U[j,k]*h[t-1,b,k | h0[b,k]]
            z[t:T,b:B,j:17] = a[t,b,j] + r[t,b,j]
            h[t:T,b:B,j:17] = tanh(z[t,b,j])
            l = sum(t in 0..T, b in 0..B, j in 0..17) h[t,b,j]*h[t,b,j]
            loss l
            """;

    private static final String MIXTURE = """
            dim N
            input x[N,5]
            param mu[7,5] normal
            param q[7,5] normal
            d[n:N,k:7,i:5] = exp(q[k,i])*(x[n,i] - mu[k,i])
            s[n:N,k:7] = sum(i in 0..5) d[n,k,i]*d[n,k,i]
            m[n:N] = max(k in 0..7) s[n,k]
            e[n:N,k:7] = exp(s[n,k] - m[n])
            t[n:N] = sum(k in 0..7) e[n,k]
            u[n:N] = log(t[n]) + m[n]
            l = sum(n in 0..N) u[n]
            loss l
            """;

    private static final String RANGES = """
            dim N
            input x[N]
            input y[3,N]
            input c
            a[i:N] = tanh(c*x[i])
            b[i:N] = a[i]*exp(a[i]) + sigmoid(x[i])
            s[j:3,i:N] = exp(y[j,i] - x[i])
            t = sum(i in 0..N) b[i]*b[i]
            u = sum(j in 0..3, i in 0..N) softplus(y[j,i])*s[j,i]
            l = t + u
            output s
            loss l
            """;

    /** A scalar whose adjoint has more terms than a method has parameters. */
    private static String manyUses(int uses) {
        StringBuilder text = new StringBuilder("input x\ninput y\nt0 = x*y\n");
        for (int i = 1; i <= uses; i++) {
            text.append("t" + i + " = t" + (i - 1) + "*0.5 + sin(x)*cos(y*" + i + ".0)*x\n");
        }
        return text.append("l = t" + uses + "\nloss l\n").toString();
    }

    private static final String GATES = """
            dim T
            dim H
            input a[T,H]
            input g[T,H]
            c[t:T,j:H] = sigmoid(g[t,j]*h[t-1,j | 0.5])*c[t-1,j | 0.5] + exp(-a[t,j]*a[t,j])
            h[t:T,j:H] = tanh(c[t,j])
            l = sum(t in 0..T, j in 0..H) h[t,j]*h[t,j]
            output h
            loss l
            """;

    private static String printed(Plan plan) {
        return plan.print(false);
    }

    private static final String BRANCHES = """
            dim B
            input x[B,30]
            input y[B,30]
            z[b:B,g:3,j:30] = if g == 1 then x[b,j]*y[b,j] else if g == 2 then y[b,j] else 0.0
            l = sum(b in 0..B, g in 0..3, j in 0..30) z[b,g,j]*z[b,g,j]
            output z
            loss l
            """;

    private static final String TERMS = """
            dim B
            input a[B,3,3]
            input c[B,3,20]
            input d[3,20]
            input at[B]:int in 0..4
            y[b:B,i:3,q:20] = sum(k in 0..3) a[b,i,k]*c[b,k,q]*d[k,q]
            s[u:4,q:20] = sum(b in 0..B, k in 0..3 where at[b] == u) y[b,k,q]*c[b,k,q]
            l = sum(u in 0..4, q in 0..20) s[u,q]*s[u,q]
            output y
            loss l
            """;

    @Test
    void aSumOfAFewTermsGoesThroughItsRowOnce() {
        String java = new Emitted("Terms", TERMS, "a", "c").source(true);
        String forward = java.substring(java.indexOf("void predict1()"), java.indexOf("void loss1()"));
        assertFalse(forward.contains("y[at + q] +=") || forward.contains("k++"), forward);
        String loss = java.substring(java.indexOf("void loss1()"), java.indexOf("void backward1()"));
        assertFalse(loss.contains("k++"), loss);
    }

    @Test
    void aShortLoopThatDecidesABranchIsWrittenOut() {
        String java = new Emitted("Branches", BRANCHES, "x", "y").source(true);
        String forward = java.substring(java.indexOf("void predict1()"), java.indexOf("void loss1()"));
        assertFalse(forward.contains("?"), forward);
        // Zeros, products, and a copy.
        assertEquals(3, forward.split("for \\(", -1).length - 1, forward);
        assertTrue(forward.contains("System.arraycopy(y, at"), forward);
    }

    @Test
    void whatIsEmittedAgreesWithTheInterpreter() throws ReflectiveOperationException {
        Map<Emitted, List<String>> models = new LinkedHashMap<>();
        models.put(new Emitted("Convolution", CONVOLUTION, "x"), List.of("B=1", "B=3", "B=0"));
        models.put(new Emitted("Strided", STRIDED, "x"), List.of("B=2"));
        models.put(new Emitted("Recurrent", RECURRENT, "x", "h0"), List.of("T=4 B=3", "T=1 B=1", "T=0 B=2", "T=2 B=0"));
        models.put(new Emitted("Gated", GATED, "x"), List.of("T=3 B=20", "T=2 B=1", "T=0 B=2", "T=2 B=0"));
        String started = RECURRENT.replace("tanh(z[t,b,j])", "sigmoid(z[t,b,j]) + 0.5*a[t,b,j]");
        models.put(new Emitted("Started", started, "x", "h0"), List.of("T=4 B=3", "T=2 B=0"));
        models.put(new Emitted("Mixture", MIXTURE), List.of("N=9", "N=1", "N=0"));
        models.put(new Emitted("Dense", DENSE, "x", "t"), List.of("B=5", "B=1", "B=0"));
        models.put(new Emitted("Rows", ROWS, "x", "r"), List.of("B=5", "B=1", "B=0"));
        models.put(new Emitted("Ranges", RANGES, "x", "y"), List.of("N=1300", "N=512", "N=3", "N=0"));
        models.put(
                new Emitted("Gates", GATES, "a", "g"),
                List.of("T=3 H=1", "T=3 H=23", "T=2 H=24", "T=2 H=600", "T=2 H=0"));
        models.put(new Emitted("Branches", BRANCHES, "x", "y"), List.of("B=3", "B=0"));
        models.put(new Emitted("Terms", TERMS, "a", "c"), List.of("B=5", "B=0"));
        models.put(new Emitted("Long", manyUses(400), "x", "y"), List.of(""));
        Batch batch = new Batch();
        for (Emitted m : models.keySet()) m.addTo(batch);
        ClassLoader loader = batch.compile();
        for (Map.Entry<Emitted, List<String>> m : models.entrySet()) {
            for (String sizes : m.getValue()) {
                Map<String, Long> dims = new LinkedHashMap<>();
                for (String s : sizes.split(" "))
                    if (!s.isEmpty()) dims.put(s.substring(0, 1), Long.parseLong(s.substring(2)));
                m.getKey().verify(loader, dims, 7);
            }
        }
    }

    @Test
    void convolutionsReadTheirWindowsWhereTheyAre() {
        Emitted e = new Emitted("Convolution", CONVOLUTION, "x");
        String plan = printed(e.plan());
        // Forward and the gradient of the kernel by tables of taps, that of the input tap by tap, all over the whole
        // batch.
        assertTrue(plan.contains("gemm m=20 n=9*B k=27: z{"), plan);
        assertTrue(plan.contains(" by z_rows"), plan);
        assertTrue(plan.contains("gemm m=20 n=27 k=9*B: d_k{"), plan);
        assertTrue(plan.contains(" by d_k_columns"), plan);
        assertTrue(plan.contains("greatest m=4 n=B: m{"), plan);
        assertTrue(plan.contains("spread m=4 n=B: d_z{"), plan);
        // For one example the rows of windows are groups of one call.
        assertTrue(e.source(false).contains("Groups.gemm(9, 20, 9, 27, "), e.source(false));
        String strided = printed(new Emitted("Strided", STRIDED, "x").plan());
        assertTrue(strided.contains("gemm m=18 n=8 k=6"), strided);
    }

    @Test
    void aProductIsNotTakenIntoTheSumThatDistributesIt() {
        String plan = new Emitted("Distributed", """
                dim B
                input at[B,32]:int in 0..64
                input x[B,64]
                param W[40,32] he
                p[b:B,i:32] = x[b,at[b,i]]
                y[b:B,j:40] = sum(i in 0..32) W[j,i]*p[b,i]
                l = sum(b in 0..B, j in 0..40) y[b,j]*y[b,j]
                loss l
                """, "x").plan().print(false);
        // Forward, the gradient of W, and that of p.
        assertEquals(3, plan.split("gemm m=", -1).length - 1, plan);
    }

    @Test
    void aRecurrenceCallsTheKernelAndSumsItsWeightsBehindTheLoop() {
        String plan = printed(new Emitted("Recurrent", RECURRENT).plan());
        assertTrue(plan.contains("gemm m=B n=17 k=17"), plan);
        // The steps of all but the first one together.
        assertTrue(plan.contains("gemm m=17 n=17 k=B*max(T, 1) - B: d_U"), plan);
    }

    @Test
    void productsThatShareAFactorAreOneCall() {
        Emitted gated = new Emitted("Gated", GATED);
        // The inputs' part, the state's, and the gradient of either weight; what goes back to the state is a sum over
        // the gates.
        assertEquals(4, gated.source(false).split("Groups[.]gemm\\(3, ", -1).length - 1, gated.source(false));
        assertEquals(1, gated.source(false).split("Kernels[.]gemm\\(", -1).length - 1, gated.source(false));
    }

    @Test
    void oneObservationAtATimeNeedsNoMoreMemoryForMore() {
        Plan plan = new Emitted("Mixture", MIXTURE).plan();
        assertTrue(plan.workspace(true).isConstant(), plan.workspace(true).toString());
    }

    @Test
    void aPlanTellsOperationsPerByte() {
        Plan plan = new Emitted("Product", """
                dim B
                input x[B,20]
                param W[30,20]
                s[b:B,j:30] = sum(i in 0..20) W[j,i]*x[b,i]
                y[b:B,j:30] = s[b,j]*s[b,j]
                output y
                """).plan();
        // Two blocks: x, W and s, then s and y; 2*20*30 + 30 operations.
        double bytes = 4 * (32 * 20 + 30 * 20 + 32 * 30 + 32 * 30 + 32 * 30);
        String expected = String.format(Locale.ROOT, "forward %.1f", 32 * (2 * 20 * 30 + 30) / bytes);
        assertTrue(plan.print(false).contains("each run-time size 32: " + expected), plan.print(false));
    }

    private static final String DENSE = """
            dim B
            input x[B,20]
            input t[B,30]
            param W[30,20] he
            param b[30] normal
            s[n:B,j:30] = sum(i in 0..20) W[j,i]*x[n,i]
            h[n:B,j:30] = relu(s[n,j] + b[j])
            l = sum(n in 0..B, j in 0..30) h[n,j]*t[n,j]
            loss l
            """;

    /** What is added to products: a row for all, a row for each, and one whose elements are apart. */
    private static final String ROWS = """
            dim B
            input x[B,20]
            input r[B,30]
            param W[30,20] he
            param V[30,20] he
            param U[30,20] he
            param b[30] normal
            param c[30,2] normal
            p[n:B,j:30] = sum(i in 0..20) W[j,i]*x[n,i]
            y[n:B,j:30] = p[n,j] + b[j]
            q[n:B,j:30] = sum(i in 0..20) V[j,i]*x[n,i]
            z[n:B,j:30] = q[n,j] + r[n,j]
            o[n:B,j:30] = sum(i in 0..20) U[j,i]*x[n,i]
            u[n:B,j:30] = o[n,j] + c[j,1]
            output y
            output z
            output u
            """;

    @Test
    void onlyARowForAllIsNotCopied() {
        String java = new Emitted("Rows", ROWS, "x", "r").source(false);
        assertEquals(2, java.split("Kernels[.]affine", -1).length, java);
    }

    @Test
    void whatIsAddedToAContractionIsWhereItStarts() {
        Emitted e = new Emitted("Dense", DENSE, "x");
        String java = e.source(false);
        // The rows of the result start from the bias; relu and its slope see nothing but the sum.
        assertTrue(java.contains("Kernels.affine(B, 30, 20, x, 0, 20, 1, "), java);
        assertTrue(java.contains("parameters, 600, s_plus, 0, 30, scratch);"), java);
        assertTrue(java.contains("= Math.max(s_plus[j], 0);"), java);
        // The sum is over when relu has seen it.
        assertTrue(java.contains("final float[] h = this.s_plus;"), java);
    }

    @Test
    void aSlopeThatIsZeroSomewhereHasNoBranchAndItsSumReadsIt() {
        String java = new Emitted("Dense", DENSE, "x").source(false);
        assertTrue(java.contains("Kernels.gate(size1, h, 0, t, 0, d_s, 0);"), java);
        assertFalse(java.contains("if (h["), java);
        assertTrue(java.contains("// d_b[j] = sum[n in 0..(B)] d_s[n, j]"), java);
        assertTrue(java.contains("Kernels.columnSums(B, 30, d_s, 0, 30, gradient, 600, true, scratch);"), java);
    }

    @Test
    void functionsRunOverRanges() {
        String java = new Emitted("Ranges", RANGES, "x", "y").source(false);
        for (String f : List.of("tanh", "exp", "sigmoid", "softplus")) {
            assertTrue(java.contains("Kernels." + f + "("), f);
            assertFalse(java.contains("Math." + f + "("), java);
        }
    }

    /** A short range costs more than its elements, where the function itself is quick. */
    @Test
    void fewElementsOfDoubleAreComputedCallByCall() {
        Emitted e = new Emitted("Gates", GATES, "a", "g");
        String java = e.source(true);
        assertTrue(java.contains("if (H < 24) {"), java);
        assertTrue(java.contains("Special.tanh("), java);
        assertTrue(java.contains("Kernels.tanh("), java);
        String single = e.source(false);
        assertFalse(single.contains("H < 24"), single);
        assertFalse(single.contains("Special.tanh("), single);
        // What runs once may well be long.
        assertFalse(new Emitted("Ranges", RANGES, "x", "y").source(true).contains("N < 24"));
    }

    private static final String SAVING = """
            dim T
            dim N
            input x[T,N]
            param w[4] normal
            z[g:4,t:T,i:N] = w[g]*x[t,i] + 0.5*h[t-1,i | 0.0]
            c[t:T,i:N] = sigmoid(z[0,t,i])*c[t-1,i | 0.0] + sigmoid(z[1,t,i])*tanh(z[2,t,i])
            h[t:T,i:N] = sigmoid(z[3,t,i])*tanh(c[t,i])
            y[i:N] = sigmoid(h[T-1,i]*3.0)
            l = sum(i in 0..N) y[i]*y[i]
            loss l
            """;

    @Test
    void slopesTakeTheirExponentialsFromForward() throws ReflectiveOperationException {
        Emitted loss = new Emitted("Gates", SAVING, "x");
        Emitted output = new Emitted("Gated", SAVING + "output y", "x");
        for (Emitted e : List.of(loss, output)) {
            String java = e.source(true);
            int backward = java.indexOf("private void backward1()");
            assertTrue(java.substring(0, backward).contains("Kernels.sigmoids("), java);
            assertFalse(java.substring(backward).contains("Kernels.sigmoid"), java);
        }
        // Who only asks for the output saves nothing for slopes.
        String[] alone = output.source(true).split("private void predictAlone", -1);
        assertTrue(alone.length > 1);
        for (int i = 1; i < alone.length; i++) {
            String method = alone[i].substring(0, alone[i].indexOf("private "));
            assertFalse(method.contains("twin"), method);
        }
        Batch batch = new Batch();
        loss.addTo(batch);
        output.addTo(batch);
        ClassLoader loader = batch.compile();
        for (long n : new long[] {1, 30, 600}) {
            loss.verify(loader, Map.of("T", 3L, "N", n), 3);
            output.verify(loader, Map.of("T", 3L, "N", n), 4);
        }
    }
}
