package dev.gitsync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectApplierTest {
    @Test
    void laterItemsOfAListAreRemovedFirst() {
        assertThat(sorted("/spec/ports/2", "/spec/ports/10", "/spec/ports/9/name", "/spec/ports/9"))
                .containsExactly("/spec/ports/10", "/spec/ports/9/name", "/spec/ports/9", "/spec/ports/2");
    }

    @Test
    void keysThatLookLikePlacesHaveOneOrder() {
        List<String> expected = sorted("/data/1", "/data/1a", "/data/2", "/data/10", "/data/a");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            List<String> shuffled = new ArrayList<>(expected);
            Collections.shuffle(shuffled, random);
            shuffled.sort(ObjectApplier::laterItemsFirst);
            assertThat(shuffled).as("seed %s", seed).isEqualTo(expected);
        }
    }

    private static List<String> sorted(String... pointers) {
        List<String> all = new ArrayList<>(List.of(pointers));
        all.sort(ObjectApplier::laterItemsFirst);
        return all;
    }
}
