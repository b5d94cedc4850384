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
            for (String s : d.split(" "))
                if (!s.isEmpty())
                    one.put(s.substring(0, s.indexOf('=')), Long.parseLong(s.substring(s.indexOf('=') + 1)));
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

    @Test
    void accesses() throws ReflectiveOperationException {
        model("Strided", """
                dim N
                check N - 4
                input x[N]
                input k[3]
                y[p:(N-3) div 2 + 1] = sum(r in 0..3) k[r]*x[2*p + r]
                output y
                """, "x k", "N=4", "N=5", "N=9", "N=30");
        model("Dilated", """
                dim N
                input x[2*N+8]
                input k[3]
                y[p:N] = sum(r in 0..3) k[r]*x[p + 3*r]
                output y
                """, "x k", "N=1", "N=0", "N=20");
        model("Reversed", """
                dim N
                input x[N]
                y[i:N] = x[N-1-i]*x[i]
                output y
                """, "x", "N=0", "N=1", "N=6");
        model("Diagonal", """
                dim N
                input x[N,N]
                input v[N]
                d[i:N] = x[i,i]*2.0
                e[u:N,w:N] = sum(i in 0..N where i == u and i == w) v[i]
                f[u:N,w:N] = if u == w then v[u] else 0.0
                output d
                output e
                output f
                """, "x v", "N=0", "N=1", "N=5");
        model("Conv", """
                dim B
                dim C=2
                dim O=3
                dim H
                dim W
                input x[B,C,H,W]
                input k[O,C,3,3]
                y[b:B,o:O,p:H,q:W] = sum(c in 0..C, r in 0..3, s in 0..3) k[o,c,r,s]*x[b,c,p+r-1,q+s-1 | 0.0]
                output y
                """, "x k", "B=1 H=1 W=1", "B=2 H=4 W=5", "B=1 H=3 W=20", "B=0 H=3 W=3");
        model("ConvStride", """
                dim B
                dim H
                dim W
                check H - 1
                check W - 1
                input x[B,2,H,W]
                input k[3,2,3,3]
                y[b:B,o:3,p:(H-1) div 2 + 1,q:(W-1) div 2 + 1] = sum(c in 0..2, r in 0..3, s in 0..3) k[o,c,r,s]*x[b,c,2*p+r-1,2*q+s-1 | 0.0]
                output y
                """, "x k", "B=1 H=1 W=1", "B=2 H=5 W=6", "B=1 H=8 W=3");
        model("Transposed", """
                dim H
                dim W
                input x[2,H,W]
                input k[2,3,3,3]
                y[o:3,u:2*H+1,v:2*W+1] = sum(c in 0..2,h in 0..H,w in 0..W,r in 0..3,s in 0..3 where 2*h+r == u and 2*w+s == v) k[c,o,r,s]*x[c,h,w]
                output y
                """, "x k", "H=1 W=1", "H=3 W=4");
        model("Defaults", """
                dim N
                input x[N]
                input e[N]
                y[i:N] = x[i-1 | e[i]]*x[i+2 | 3.0]
                z[i:N] = x[2*i-3 | 0.5]
                w[i:N,j:N] = x[i-j | 1.0]*x[N-i-j | 2.0]
                r[i:N] = sum(j in 0..N) x[i+j-2 | 0.25]*e[j]
                output y
                output z
                output w
                output r
                """, "x e", "N=0", "N=1", "N=2", "N=7");
        model("Gather", """
                dim B
                dim V
                dim D
                check V - 1
                input tok[B]:int in 0..V
                input E[V,D]
                y[b:B,d:D] = E[tok[b],d]*2.0
                z[b:B] = E[tok[b],0]
                l[b:B] = sum(v in 0..V where v == tok[b]) E[v,0]*3.0
                c[v:V] = sum(b in 0..B where tok[b] == v) E[tok[b],0]
                n[v:V]:int = count(b in 0..B where tok[b] == v)
                output y
                output z
                output l
                output c
                output n
                """, "E", "B=0 V=2 D=1", "B=3 V=4 D=2", "B=9 V=3 D=5");
        model("Sentinel", """
                dim N
                input t[N]:int in -1..3
                input x[N,3]
                y[n:N] = x[n,t[n] | 7.0]
                g[n:N] = sum(k in 0..3 where k != t[n]) x[n,k]
                output y
                output g
                """, "x", "N=0", "N=6");
        model("Computed", """
                dim N
                check N - 1
                input x[N]
                k[i:N]:int = floor(x[i]*1.999 + 2.0)
                range k 0..4
                w[i:N]:int = (i + k[i]) mod N
                range w 0..N
                o[i:N] = x[w[i]]
                output o
                input v[4]
                y[i:N] = v[k[i]]
                m[i:N] = v[(i + 1) mod 4] + v[i mod 4]
                output y
                output k
                output m
                """, "v", "N=1", "N=9");
        verify();
    }

    @Test
    void reductions() throws ReflectiveOperationException {
        model("Max", """
                dim N
                dim M
                check M - 1
                input x[N,M]
                y[n:N] = max(m in 0..M) x[n,m]
                z[n:N] = min(m in 0..M) x[n,m]*2.0
                a[n:N]:int = argmax(m in 0..M) x[n,m]
                b[n:N]:int = argmin(m in 0..M) x[n,m]
                c:int = argmax(n in 0..N, m in 0..M) x[n,m]
                output y
                output z
                output a
                output b
                output c
                """, "x", "N=0 M=1", "N=1 M=1", "N=3 M=4");
        model("Pool", """
                dim H
                input x[2,H,H]
                y[c:2,p:H,q:H] = max(r in 0..3, s in 0..3) x[c,p+r-1,q+s-1 | -inf]
                output y
                """, "x", "H=1", "H=2", "H=5");
        model("Prod", """
                dim N
                dim M
                input x[N,M]
                y[n:N] = prod(m in 0..M) x[n,m]
                output y
                """, "x", "N=0 M=2", "N=2 M=0", "N=2 M=1", "N=3 M=4");
        model("Norm", """
                dim N
                dim M
                input x[N,M]
                y[n:N] = norm(m in 0..M) x[n,m]
                big[n:N] = norm(m in 0..M) x[n,m]*1e19
                small[n:N] = norm(m in 0..M) x[n,m]*1e-25
                nothing[n:N] = norm(m in 0..M) x[n,m]*0.0
                output y
                output big
                output small
                output nothing
                """, "x", "N=0 M=2", "N=2 M=0", "N=2 M=1", "N=3 M=4");
        model("Logic", """
                dim N
                dim M
                input x[N,M]
                input on[M]:bool
                input k[N]:int in 0..5
                u[n:N]:bool = any(m in 0..M) x[n,m] > 0.5
                v[n:N]:bool = all(m in 0..M where on[m]) x[n,m] > -0.5
                w[n:N]:int = count(m in 0..M where x[n,m] > 0.0)
                s[n:N]:int = sum(m in 0..N where m <= n) k[m]
                t[n:N]:int = max(m in 0..N where m < n) k[m]
                h[n:N] = if u[n] and not v[n] then x[n,0] else if k[n] > 2 then 1.0 else k[n]
                q[n:N]:bool = u[n] or v[n]
                output u
                output v
                output w
                output s
                output t
                output h
                output q
                """, "", "N=0 M=2", "N=2 M=1", "N=5 M=4");
        model("Ranges", """
                dim N
                check N - 1
                input x[N]
                input k[N]:int in 0..N
                a[i:N] = sum(j in 0..i) x[j]
                b[i:N] = sum(j in i..N) x[j]*x[i]
                c[i:N] = sum(j in 1..N-1, l in j..N where l != i) x[j]*x[l]
                d[i:N] = sum(j in 0..k[i]) x[j]
                e[i:N] = sum(j in 0..N where 2*j <= i + 1 and i < 3*j + 2) x[j]
                f = sum(i in 0..N, j in 0..i where x[i] > x[j]) x[i]*x[j]
                output a
                output b
                output c
                output d
                output e
                output f
                """, "x", "N=1", "N=2", "N=7");
        verify();
    }

    @Test
    void rangesThatAreNegative() throws ReflectiveOperationException {
        model("Negative", """
                dim N
                dim M
                input x[N+1,M+1]
                input w[N+1,M+1]
                s = sum(i in 0..N-1, j in 0..M-1) x[i,j]*w[i,j]
                t[i:N+1] = sum(j in 0..M-1, k in 0..N-1) x[k,j]*w[i,j]
                u[i:N+1,j:M+1] = sum(k in 0..N-1, l in 0..M-1 where k == i and l == j) x[k,l]
                output s
                output t
                output u
                """, "x w", "N=0 M=0", "N=0 M=3", "N=1 M=1", "N=3 M=4");
        verify();
    }

    @Test
    void ties() throws ReflectiveOperationException {
        // Rounded inputs tie often: one winner, the first.
        model("Ties", """
                dim N
                dim M
                input x[N,M]
                r[n:N,m:M] = floor(x[n,m]*1.5)
                y[n:N] = max(m in 0..M) r[n,m]*2.0 + x[n,0]
                a[n:N]:int = argmax(m in 0..M) r[n,m]
                b[n:N]:int = argmin(m in 0..M where m > 0) r[n,m]
                c[n:N]:int = argmax(m in 0..M) if m == 1 then (x[n,m] - x[n,m])/(x[n,m] - x[n,m]) else x[n,m]
                d[n:N] = max(m in 0..M) if m == 1 then (x[n,m] - x[n,m])/(x[n,m] - x[n,m]) else x[n,m]
                e[n:N] = max(m in 0..M) if r[n,m] > 0.0 then x[n,m] else 0.25
                output y
                output a
                output b
                output c
                output d
                output e
                """, "", "N=40 M=5", "N=3 M=1");
        verify();
    }

    @Test
    void recurrences() throws ReflectiveOperationException {
        model("Rnn", """
                dim T
                dim B
                dim H=4
                input a[T,B,H]
                input h0[B,H]
                param U[H,H] orthogonal
                s[t:T,b:B,j:H] = sum(k in 0..H) U[j,k]*h[t-1,b,k | h0[b,k]]
                h[t:T,b:B,j:H] = tanh(a[t,b,j] + s[t,b,j])
                output h
                """, "a h0", "T=0 B=2", "T=1 B=1", "T=5 B=3");
        model("Wide", """
                dim T
                dim B
                dim H=20
                input a[T,B,H]
                input h0[B,H]
                param U[H,H] orthogonal
                s[t:T,b:B,j:H] = sum(k in 0..H) U[j,k]*h[t-1,b,k | h0[b,k]]
                h[t:T,b:B,j:H] = tanh(a[t,b,j] + s[t,b,j])
                output h
                """, "a h0", "T=1 B=1", "T=3 B=3");
        model("Back", """
                dim T
                input x[T]
                input w[T]
                c[t:T] = w[t]*c[t+1 | 0.5] + x[t]
                d[t:T] = d[t-2 | x[t]]*w[t] + d[t-1 | 1.0]
                output c
                output d
                """, "x w", "T=0", "T=1", "T=6");
        model("Grid", """
                dim N
                dim M
                input x[N,M]
                s[i:N,j:M] = x[i,j] + 0.5*s[i-1,j | 0.0] + 0.25*s[i,j-1 | 1.0]
                output s
                """, "x", "N=1 M=1", "N=3 M=4");
        verify();
    }

    @Test
    void scalarsAndTypes() throws ReflectiveOperationException {
        model("Args", """
                dim N
                input eps
                input n:int in 0..9
                input flag:bool
                input x[N]
                param a
                param b[2]
                frozen f[3]
                y[i:N] = if flag then x[i]*eps + a else x[i]^n + i*b[0] + f[1]
                s = sum(i in 0..N) y[i]
                c:int = n*2 + 1
                g:bool = s > 0.0
                u = s/(1 + c) + b[1]*f[2]
                output y
                output s
                output c
                output g
                loss u
                """, "eps x", "N=0", "N=4");
        model("Table", """
                dim N
                input x[N]
                table t[4]:int = 3, 1, 0, 2
                table w[3] = 0.5, -0.25, 1e-3
                y[i:N] = x[i]*w[t[i mod 4] mod 3]
                z[k:4] = sum(i in 0..N where t[k] == i) x[i]
                output y
                output z
                """, "x", "N=1", "N=6");
        model("Words", """
                dim int
                input static[int]
                input wait[int]
                param enc.W[3]
                param enc_W[3]
                gradient[i:int] = static[i]*wait[i]*enc.W[1] + enc_W[2]
                Math[i:int] = exp(gradient[i]) + exp(static[i])
                parameters = sum(i in 0..int) Math[i]
                output gradient
                output Math
                loss parameters
                """.replace("class", "klass"), "static", "int=3");
        verify();
    }
}
