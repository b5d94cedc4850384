package org.nnc.compiler.std;

import java.util.ArrayList;
import java.util.List;

/** All items of the library, family by family; a family is a class with a list. */
final class Items {
    private Items() {}

    static List<Item> all() {
        List<Item> all = new ArrayList<>(BuiltInItems.all());
        all.addAll(ActivationItems.all());
        all.addAll(LinearItems.all());
        all.addAll(ConvolutionItems.all());
        all.addAll(PoolingItems.all());
        all.addAll(RegionItems.all());
        all.addAll(LossItems.all());
        all.addAll(ClassLossItems.all());
        all.addAll(RecurrentItems.all());
        all.addAll(AttentionItems.all());
        all.addAll(MemoryItems.all());
        all.addAll(NormalisationItems.all());
        all.addAll(RegularisationItems.all());
        all.addAll(ShapeItems.all());
        all.addAll(SamplingItems.all());
        all.addAll(ContainerItems.all());
        return all;
    }
}
