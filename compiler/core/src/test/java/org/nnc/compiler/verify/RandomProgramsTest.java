package org.nnc.compiler.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nnc.compiler.diagnostics.Source;
import org.nnc.compiler.syntax.Parse;
import org.nnc.compiler.verify.RandomPrograms.Construct;

/** The generator itself: its models parse, and none of what they must cover is rare. */
class RandomProgramsTest {
    @Test
    void everyConstructStandsInAtLeastOneModelOfTwenty() {
        Map<Construct, Integer> counts = new EnumMap<>(Construct.class);
        int models = 2000;
        for (long seed = 0; seed < models; seed++) {
            for (Construct c : RandomPrograms.of(seed).constructs()) counts.merge(c, 1, Integer::sum);
        }
        System.out.println("constructs in " + models + " random models: " + counts);
        for (Construct c : Construct.values()) {
            if (c.compareTo(Construct.SECOND_DERIVATIVE) > 0) break;
            assertTrue(counts.getOrDefault(c, 0) >= models / 20, c + " " + counts.get(c));
        }
    }

    @Test
    void everyModelParses() {
        for (long seed = 0; seed < 500; seed++) {
            RandomPrograms.Model m = RandomPrograms.of(seed);
            Parse.Result result = Parse.parse(new Source("random.nn", m.text()));
            assertEquals(List.of(), result.diagnostics(), m.report());
        }
    }

    @Test
    void aSeedGivesOneModel() {
        assertEquals(RandomPrograms.of(17).text(), RandomPrograms.of(17).text());
    }
}
