package org.nnc.compiler.verify;

import java.util.List;

/** Models that ask for every kind of derivative: dense, batched, gathered, recurrent, with every kind of reduction. */
final class DerivativeModels {
    static final List<String> TEXTS =
            List.of("""
            model Fingers {
              dim F, E, V
              input x : real[F, 3]
              input at : int[E] in 0..F
              input of : int[E] in 0..V
              input w : real[F, 2, V]
              A[f, l in 0..3] = sin(x[f, l])*A[f, l - 1 | 0.5] + x[f, 0]
              s[e] = A[at[e], 1]*A[at[e], 2]
              before[e in 0..E] = if e > 0 then A[at[e - 1], 2] else 0.25
              p[v in 0..V] = sum(e where of[e] == v) (s[e] + before[e])
              g[v, i in 0..2] = sum(f, l in 0..2) A[f, l + i]*w[f, l, v]
              same[f, l] = if l == 2 then A[f, l] else A[f, l]*A[f, 2]
              output y[v in 0..V, i] = p[v]*g[v, i] + same[v, i + 1 | 0.0]
              output z[v, i in 0..2] = max(f) same[f, i + 1]*w[f, i, v]
              d[v, i in 0..2] = sum(f, l in 0..2) A[f, l + i]*w[f, l, v]
              e2[v, i] = 2*d[v, i] + 0.5
              output r[e, i] = e2[of[e], i]*s[e]
              derive jacobian y wrt x
              derive jacobian z wrt x
              derive jacobian r wrt x
            }
            """, """
            model Pooled {
              dim B
              input x : real[B, 6]
              input w : real[B, 3]
              u[b,i] = relu(x[b,i] - 0.9)
              p[b, j in 0..3] = max(r in 0..2) u[b, 2*j + r]
              output z[b,j] = p[b,j]*w[b,j]
              v[b, j in 0..3] = x[b, 2*j]*x[b, j + 1]
              output y[b] = 1 - sum(j) w[b,j]*v[b,j]^2
              loss L = sum(b,j) z[b,j]^2
              derive jacobian y wrt x
              derive vjp z wrt x
              derive jacobian z wrt x
            }
            """, """
            model Windows {
              dim N
              input x : real[N, 7, 6]
              input t : real[N, 2, 2, 2]
              param K : real[2, 3, 2] ~ he
              param c : real[2] ~ zeros
              param M : real[2, 2, 2, 1] ~ he
              param W : real[3, 2, 2, 2] ~ he
              u[n, o, p in 0..5, q in 0..5] = relu(sum(r in 0..3, s in 0..2) K[o, r, s]*x[n, p + r, q + s] + c[o])
              p[n, o, i in 0..2, j in 0..2] = max(r in 0..2, s in 0..2) u[n, o, 2*i + r, 2*j + s]
              v[n, o, i in 0..4, j in 0..5] = sum(k, r in 0..2) M[o, k, r, 0]*u[n, k, i + r, j]
              e[n, o, i in 0..2, j in 0..2] = max(r in 0..3) v[n, o, i, j + r]
              h[n, k] = sum(o, i, j) W[k, o, i, j]*(p[n, o, i, j] + e[n, o, i, j])
              output y[n, o, i, j] = p[n, o, i, j]*t[n, o, i, j]
              output z[n, k] = tanh(h[n, k])
              loss L = sum(n, k) z[n, k]^2 + sum(n, o, i, j) y[n, o, i, j]
              derive grad L wrt params, x
              derive jacobian z wrt x
              derive jvp z wrt x, params
              derive vjp y wrt x
            }
            """, """
            model Net {
              dim B
              input x : real[B, 3]
              param W : real[4, 3] ~ he
              param V : real[2, 4] ~ he
              h[b,j] = tanh(sum(i) W[j,i]*x[b,i])
              output z[b,k] = sum(j) V[k,j]*h[b,j]
              loss L = sum(b,k) z[b,k]^2
              derive jvp z wrt x, params
              derive vjp z wrt x, params
              derive hvp L wrt params
              derive jacobian z wrt x
              derive hessian L wrt x
            }
            """, """
            model Params {
              dim B
              input x : real[B, 3]
              param W : real[2, 3] ~ he
              param b : real[2] ~ zeros
              param f : real[2] ~ zeros frozen
              z[n,k] = sigmoid(sum(i) W[k,i]*x[n,i] + b[k]) + f[k]*b[k]
              l[n] = sum(k) z[n,k]^2
              output z
              loss L = mean(n) l[n]
              derive jacobian l wrt params
              derive hessian L wrt params
              derive jvp L wrt params
              derive jacobian z wrt x, W
              derive hvp L wrt x, W
            }
            """, """
            model Bundle {
              dim C, M, P
              input cam : real[C, 4]
              input X : real[M, 3]
              input w : real[P]
              input ci : int[P] in 0..C
              input pi : int[P] in 0..M
              d[o, j in 0..3] = X[pi[o],j] - cam[ci[o],j]
              rot[o,j] = d[o,j]*cos(cam[ci[o],3]) + d[o,(j + 1) mod 3]*sin(cam[ci[o],3])
              output err[o, j in 0..2] = w[o]*rot[o,j]/(rot[o,2] + 6)
              output werr[o] = 1 - w[o]^2
              loss L = sum(o,j) err[o,j]^2
              derive jacobian err wrt cam, X, w
              derive jacobian werr wrt w
              derive hessian L wrt cam
              derive hvp L wrt cam, X
            }
            """, """
            model Chain {
              dim T
              input x : real[T]
              input h0 : real
              input a : real
              h[t] = tanh(a*h[t-1 | h0] + x[t])
              output h
              loss L = sum(t) h[t]^2
              derive jacobian h wrt x, h0, a
              derive hessian L wrt x
              derive jvp h wrt x, a
              derive vjp h wrt h0
            }
            """, """
            model Batched {
              dim B, T
              input x : real[B, T]
              input k : real[3]
              y[b, t in 0..T] = sum(r in 0..3) k[r]*x[b, t + r - 1 | 0]
              s[b] = max(t) y[b,t]
              n[b] = norm(t) y[b,t]
              q[b] = prod(t) x[b,t]
              output r[b] = s[b]*n[b] + q[b]
              loss L = sum(b) r[b]^2
              derive jacobian y wrt x
              derive jacobian r wrt x, k
              derive hessian L wrt k
              derive jvp r wrt x, k
            }
            """, """
            model Pose {
              dim N
              input corner : real[N, 2]
              input pixel : real[N, 2]
              input camera : real[4]
              input pose : real[3]
              wx[n] = cos(pose[2])*corner[n,0] - sin(pose[2])*corner[n,1] + pose[0]
              wz[n] = sin(pose[2])*corner[n,0] + cos(pose[2])*corner[n,1] + pose[1] + 5
              u[n] = camera[0]*wx[n]/wz[n] + camera[2]
              v[n] = camera[1]/wz[n] + camera[3]
              loss E = sum(n) ((u[n] - pixel[n,0])^2 + (v[n] - pixel[n,1])^2)
              derive grad E wrt pose
              derive hessian E wrt pose
            }
            """, """
            model Turned {
              dim C, P
              input cam : real[C, 7]
              input x : real[P, 3]
              input ci : int[P] in 0..C
              a2[p] = sum(j in 0..3) cam[ci[p], j]^2
              a[p] = sqrt(a2[p])
              s[p] = if a2[p] > 0.9 then sin(a[p])/a[p] + cos(a[p])*cam[ci[p], 6] else cos(a2[p])
              u[p, j in 0..3] = s[p]*x[p, j] + cam[ci[p], j + 3]*x[p, (j + 1) mod 3] + x[p, j - 1 | 0.5]
              m[p] = max(j) u[p, j]
              i[p] = argmin(j) u[p, j]
              q[p] = prod(j in 0..2) u[p, j]
              output e[p, k in 0..2] = if k == 0 then m[p]*s[p]*x[p, i[p]] else q[p]/(2 + a2[p]) + sin(a[p])
              loss L = sum(p, k) e[p, k]^2
              derive jacobian e wrt cam, x
              derive hessian L wrt x
              derive hvp L wrt cam, x
              derive jvp e wrt cam, x
            }
            """, """
            model Scalars {
              input a : real
              input b : real
              output y = sin(a)*exp(b)
              loss L = y^2
              derive jvp y wrt a, b
              derive jacobian y wrt a, b
              derive hessian L wrt a, b
              derive hvp L wrt a
            }
            """, """
            model Pointwise {
              dim N
              input x : real[N]
              input c : real
              output y[i] = if x[i] > 0.6 then log(x[i])*c else x[i]^3
              loss L = sum(i) y[i]*x[i]
              derive jacobian y wrt x, c
              derive hessian L wrt x
            }
            """, """
            model Joined {
              dim N
              input a : real[N]
              input b : real[N]
              output y[i in 0..2*N] = if i < N then a[i]^2 else 3*b[i - N]
              output s[i in 0..N] = a[i - 1 | 0.5]^3
              derive jacobian y wrt a, b
              derive jacobian s wrt a
            }
            """, """
            model Short {
              input x : real[6]
              e[i] = x[i]*x[5 - i] - 0.5*x[i]
              g[i in 0..5] = e[i + 1] - square(e[i])
              output y = sum(i) e[i]*square(e[5 - i])
              loss L = sum(i in 0..5) (3*square(g[i]) + g[4 - i]*square(1 - g[i])) + sum(i in 0..5) square(g[i])*x[i]
              derive grad L wrt x
              derive jvp y wrt x
              derive hvp L wrt x
            }
            """, """
            model Valley {
              input x : real[20]
              loss L = sum(i in 0..19) (100*square(x[i + 1] - square(x[i])) + square(1 - x[i]))
              derive grad L wrt x
              derive hvp L wrt x
            }
            """);

    private DerivativeModels() {}
}
