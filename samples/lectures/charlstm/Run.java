package charlstm;

import java.util.Locale;
import java.util.Random;
import org.nnc.runtime.Adam;
import org.nnc.runtime.Clip;

/** Learns two stanzas of William Blake's by heart and says them from the first word on. */
public final class Run {
    private static final String POEM = "tyger tyger, burning bright,\n"
            + "in the forests of the night;\n"
            + "what immortal hand or eye,\n"
            + "could frame thy fearful symmetry?\n"
            + "in what distant deeps or skies\n"
            + "burnt the fire of thine eyes?\n"
            + "on what wings dare he aspire?\n"
            + "what the hand, dare seize the fire?\n";

    private static final String ALPHABET = "\n ,;?abcdefghijklmnopqrstuvwxyz";
    private static final int WINDOW = 48;
    private static final int BATCH = 16;
    private static final int STEPS = 240;

    private Run() {}

    public static void main(String[] args) {
        CharLstm net = new CharLstm(1);
        Adam adam = Adam.of(net).lr(0.01);
        Random random = new Random(1);
        int[] c = new int[WINDOW * BATCH];
        int[] next = new int[WINDOW * BATCH];
        for (int step = 1; step <= STEPS; step++) {
            for (int b = 0; b < BATCH; b++) {
                int from = b == 0 ? 0 : random.nextInt(POEM.length() - WINDOW);
                for (int t = 0; t < WINDOW; t++) {
                    c[t * BATCH + b] = ALPHABET.indexOf(POEM.charAt(from + t));
                    next[t * BATCH + b] = ALPHABET.indexOf(POEM.charAt(from + t + 1));
                }
            }
            double loss = net.lossAndGradient(WINDOW, BATCH, c, next);
            Clip.norm(net, 5);
            adam.step();
            if (step == 1 || step % 80 == 0) System.out.printf(Locale.ROOT, "step %d loss %.2f%n", step, loss);
        }
        System.out.print(said(net, "tyger", POEM.length()));
    }

    /** The beginning, and what comes most likely after it, character by character. */
    private static String said(CharLstm net, String beginning, int length) {
        StringBuilder text = new StringBuilder(beginning);
        while (text.length() < length) {
            int seen = Math.min(text.length(), 2 * WINDOW);
            int[] c = new int[seen];
            for (int t = 0; t < seen; t++) c[t] = ALPHABET.indexOf(text.charAt(text.length() - seen + t));
            net.predict(seen, 1, c);
            double[] p = net.p();
            int best = 0;
            for (int k = 0; k < ALPHABET.length(); k++) {
                if (p[(seen - 1) * CharLstm.V + k] > p[(seen - 1) * CharLstm.V + best]) best = k;
            }
            text.append(ALPHABET.charAt(best));
        }
        return text.toString();
    }
}
