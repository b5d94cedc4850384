package org.nnc.compiler.emit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Emitted classes against the interpreter, for every construct of the intermediate representation. */
class EmitTest {
    private final List<Emitted> models = new ArrayList<>();
    private final List<List<Map<String, Long>>> sizes = new ArrayList<>();

    private void model(String name, String text, String wrt, String... dims) {
        models.add(new Emitted(name, text, wrt.isEmpty() ? new String[0] : wrt.split(" ")));
        List<Map<String, Long>> all = new ArrayList<>();
        for (String d : dims.length == 0 ? new String[] {""} : dims) {
            Map<String, Long> one = new LinkedHashMap<>();
            for (String s : d.split(" ")) if (!s.isEmpty()) one.put(s.substring(0, s.indexOf('=')), Long.parseLong(s.substring(s.indexOf('=') + 1)));
            all.add(one);
        }
        sizes.add(all);
    }

    private void verify() throws ReflectiveOperationException {
        Batch batch = new Batch();
        for (Emitted m : models) m.addTo(batch);
        if (Boolean.getBoolean("show")) for (Emitted m : models) System.out.println(m.source(true));
        ClassLoader loader = batch.compile();
        for (int i = 0; i < models.size(); i++) {
            for (Map<String, Long> d : sizes.get(i)) models.get(i).verify(loader, d, 31 + i);
        }
    }

    @Test
    void scalars() throws ReflectiveOperationException {
        model("Circuit", """
                input x
                input y
                input z
                q = (x + y)*z
                f = sigmoid(q)*exp(q) + abs(x)
                output f
                loss f
                """, "x y z");
        verify();
    }

    @Test
    void network() throws ReflectiveOperationException {
        model("Digits", """
                dim B
                dim D=20
                dim H=5
                dim K=3
                input x[B,D]
                input y[B]:int in 0..K
                param W1[H,D] he
                param b1[H] zeros
                param W2[K,H] glorot
                param b2[K] zeros
                s[b:B,j:H] = sum(i in 0..D) W1[j,i]*x[b,i]
                h[b:B,j:H] = relu(s[b,j] + b1[j])
                t[b:B,k:K] = sum(j in 0..H) W2[k,j]*h[b,j]
                z[b:B,k:K] = t[b,k] + b2[k]
                m[b:B] = max(k in 0..K) z[b,k]
                e[b:B,k:K] = exp(z[b,k] - m[b])
                n[b:B] = sum(k in 0..K) e[b,k]
                p[b:B,k:K] = e[b,k]/n[b]
                l[b:B] = log(n[b]) + m[b] - z[b,y[b]]
                nll0 = sum(b in 0..B) l[b]
                nll = nll0/B
                output p
                loss nll
                """, "x", "B=1", "B=7", "B=40", "B=3");
        verify();
    }
}
