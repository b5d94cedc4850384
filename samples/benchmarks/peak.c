/* The greatest rate of fused multiply-adds of one core, in single precision: what no product of matrices can exceed. */
#include <stdio.h>
#include <time.h>

/* As wide as the machine's registers; sums enough for four cycles of two each, and few enough for sixteen registers. */
#ifdef __AVX512F__
enum { WIDTH = 16 };
#elif defined(__AVX__)
enum { WIDTH = 8 };
#else
enum { WIDTH = 4 };
#endif
typedef float vector __attribute__((vector_size(4 * WIDTH)));
enum { SUMS = 12, STEPS = 100000 };

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
    double best = 1e9;
    volatile float keep = 0;
    for (int round = 0; round < 50; round++) {
        vector s[SUMS], x, y;
        for (int i = 0; i < WIDTH; i++) x[i] = 1.0000001f + keep, y[i] = 1e-9f;
        for (int i = 0; i < SUMS; i++) s[i] = x * (float)i;
        double begin = seconds();
        for (int k = 0; k < STEPS; k++)
            for (int i = 0; i < SUMS; i++) s[i] = s[i] * x + y;
        double took = seconds() - begin;
        if (took < best) best = took;
        for (int i = 0; i < SUMS; i++) keep = 0 * (keep + s[i][round % WIDTH]);
    }
    printf("# FMA peak of a core: %.1f GF/s\n", 2.0 * WIDTH * SUMS * STEPS / best * 1e-9);
    return 0;
}
