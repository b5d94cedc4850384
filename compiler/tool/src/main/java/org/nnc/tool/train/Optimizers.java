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
    sgd(1e-1),
    momentum(1e-2),
    nesterov(1e-2),
    adagrad(1e-2),
    rmsprop(1e-3),
    adam(1e-3),
    adamw(1e-3);

    private static final double MOMENTUM = 0.9;

    private final double rate;

    Optimizers(double rate) {
        this.rate = rate;
    }

    /** The default learning rate. */
    public double rate() {
        return rate;
    }

    /** One step of this optimiser on the parameters of an instance. */
    Runnable on(GeneratedClass generated, Optional<Double> lr) {
        Optimizer<?> optimizer = generated.model() instanceof FloatModel m ? of(m) : of((DoubleModel) generated.model());
        optimizer.lr(lr.orElse(rate));
        return optimizer::step;
    }

    private Optimizer<?> of(FloatModel m) {
        return switch (this) {
            case sgd -> Sgd.of(m);
            case momentum -> Sgd.of(m).momentum(MOMENTUM);
            case nesterov -> Sgd.of(m).momentum(MOMENTUM).nesterov(true);
            case adagrad -> Adagrad.of(m);
            case rmsprop -> RmsProp.of(m);
            case adam -> Adam.of(m);
            case adamw -> AdamW.of(m);
        };
    }

    private Optimizer<?> of(DoubleModel m) {
        return switch (this) {
            case sgd -> Sgd.of(m);
            case momentum -> Sgd.of(m).momentum(MOMENTUM);
            case nesterov -> Sgd.of(m).momentum(MOMENTUM).nesterov(true);
            case adagrad -> Adagrad.of(m);
            case rmsprop -> RmsProp.of(m);
            case adam -> Adam.of(m);
            case adamw -> AdamW.of(m);
        };
    }
}
