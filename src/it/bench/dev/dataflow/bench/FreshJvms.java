package dev.dataflow.bench;

import dev.dataflow.figures.OneRun;
import java.util.ArrayList;
import java.util.List;

/** Runs of fresh JVMs, one after the other, round for round, in changing order. */
final class FreshJvms {
    private FreshJvms() {}

    /** Starts the JVM of one contender and waits for its end. */
    interface Contender {
        OneRun run() throws Exception;
    }

    /**
     * Answers the runs of each contender.
     *
     * @param before how many come before those: the first of each may build a template, unpack a server, or fill the system's file cache
     */
    static List<List<OneRun>> inTurns(int before, int rounds, List<? extends Contender> contenders) throws Exception {
        List<List<OneRun>> runs = new ArrayList<>();
        contenders.forEach(contender -> runs.add(new ArrayList<>()));
        for (int round = -before; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                int turn = Math.floorMod(round + i, contenders.size());
                OneRun run = contenders.get(turn).run();
                if (round >= 0) {
                    runs.get(turn).add(run);
                }
            }
        }
        return runs;
    }
}
