package pose;

/** Newton's method on the squared errors in pixels, with the generated 3 x 3 Hessian. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        double[] camera = {600, 600, 320, 240};
        double[] truth = {0.3, -0.4, 0.15};
        int n = 8;
        double[] corner = new double[3 * n];
        for (int i = 0; i < n; i++) {
            corner[3 * i] = -0.6 + 0.35 * (i % 4);
            corner[3 * i + 1] = 0.2 * (i / 4) - 0.1;
            corner[3 * i + 2] = 3 + 0.25 * (i % 3);
        }
        Pose model = new Pose();
        double[] pixel = seen(corner, camera, truth);
        double[] pose = {0.25, -0.3, 0.13};
        int steps = 0;
        for (; steps < 20; steps++) {
            model.lossAndGradient(n, corner, pixel, camera, pose);
            double[] g = model.d_pose();
            if (Math.abs(g[0]) + Math.abs(g[1]) + Math.abs(g[2]) < 1e-9) break;
            double[] move = solve(model.hessianE(), g);
            for (int i = 0; i < 3; i++) pose[i] -= move[i];
        }
        for (int i = 0; i < 3; i++) {
            if (!(Math.abs(pose[i] - truth[i]) < 1e-10)) throw new IllegalStateException("pose " + i + " is " + pose[i]);
        }
        System.out.println("8 corners: the pose is found to 1e-10 in at most 10 steps: " + (steps <= 10));
    }

    private static double[] seen(double[] corner, double[] camera, double[] at) {
        double[] pixel = new double[corner.length / 3 * 2];
        for (int i = 0; i < corner.length / 3; i++) {
            double dx = corner[3 * i] - at[0];
            double dz = corner[3 * i + 2] - at[1];
            double ahead = Math.sin(at[2]) * dx + Math.cos(at[2]) * dz;
            pixel[2 * i] = camera[0] * (Math.cos(at[2]) * dx - Math.sin(at[2]) * dz) / ahead + camera[2];
            pixel[2 * i + 1] = camera[1] * corner[3 * i + 1] / ahead + camera[3];
        }
        return pixel;
    }

    /** Three equations by Cramer's rule. */
    private static double[] solve(double[] h, double[] g) {
        double det = det(h);
        double[] x = new double[3];
        for (int c = 0; c < 3; c++) {
            double[] m = h.clone();
            for (int r = 0; r < 3; r++) m[3 * r + c] = g[r];
            x[c] = det(m) / det;
        }
        return x;
    }

    private static double det(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }
}
