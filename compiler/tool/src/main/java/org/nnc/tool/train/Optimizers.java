package org.nnc.tool.train;

import java.util.Optional;
import org.nnc.runtime.Adagrad;
import org.nnc.runtime.Adam;
import org.nnc.runtime.AdamW;
import org.nnc.runtime.DoubleModel;
import org.nnc.runtime.FloatModel;
import org.nnc.runtime.Optimizer;
import org.nnc.runtime.RmsProp;
import org.nnc.runtime.Sgd;
import org.nnc.tool.GeneratedClass;

/** The optimisers that {@code --optimizer} names, each with the learning rate that it starts from. */
public enum Optimizers {
    SGD(1e-1),
    MOMENTUM(1e-2),
    NESTEROV(1e-2),
    ADAGRAD(1e-2),
    RMSPROP(1e-3),
    ADAM(1e-3),
    ADAMW(1e-3);

    private static final double KEPT = 0.9;

    private final double rate;

    Optimizers(double rate) {
        this.rate = rate;
    }

    /** The name as the option takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The default learning rate. */
    public double rate() {
        return rate;
    }

    /** One step of this optimiser on the parameters of an instance. */
    Runnable on(GeneratedClass generated, Optional<Double> lr) {
        Optimizer<?> optimizer =
                generated.model() instanceof FloatModel m ? of(m) : of((DoubleModel) generated.model());
        optimizer.lr(lr.orElse(rate));
        return optimizer::step;
    }

    private Optimizer<?> of(FloatModel m) {
        return switch (this) {
            case SGD -> Sgd.of(m);
            case MOMENTUM -> Sgd.of(m).momentum(KEPT);
            case NESTEROV -> Sgd.of(m).momentum(KEPT).nesterov(true);
            case ADAGRAD -> Adagrad.of(m);
            case RMSPROP -> RmsProp.of(m);
            case ADAM -> Adam.of(m);
            case ADAMW -> AdamW.of(m);
        };
    }

    private Optimizer<?> of(DoubleModel m) {
        return switch (this) {
            case SGD -> Sgd.of(m);
            case MOMENTUM -> Sgd.of(m).momentum(KEPT);
            case NESTEROV -> Sgd.of(m).momentum(KEPT).nesterov(true);
            case ADAGRAD -> Adagrad.of(m);
            case RMSPROP -> RmsProp.of(m);
            case ADAM -> Adam.of(m);
            case ADAMW -> AdamW.of(m);
        };
    }
}
