/**
 * DataFlow and its peers, side by side: the same work on the same data, pool, driver and server, in one run.
 *
 * <pre>
 * mvn -Pbench verify                                   # everything, for a machine that does nothing else
 * mvn -Pbench verify -Dbench.quick                     # within five minutes
 * mvn -o -q -Pbench verify -Dbench.only=FindById       # what a regular expression finds in Class.method
 * </pre>
 *
 * <p>It writes {@code target/bench/results.json}, {@code results.md} and {@code results.svg}.
 *
 * <p><b>How it is fair.</b> Each contender has a JVM and a database of its own, both for the whole run, on one server. JMH measures; a profiler
 * of ours, {@link dev.dataflow.bench.Turn}, lets one JVM at a time through an iteration, so that the contenders take turns, round for
 * round, in changing order, and a machine that drifts hits all alike. A figure is the median of the rounds; a ratio is the median of the
 * ratios of the rounds that both have: those who take ten seconds for one have fewer.
 *
 * <p><b>How to add a row.</b> Write a public JMH class in this package or below: {@code @State(Scope.Benchmark)}, a field
 * {@code @Param({"JDBC", "DataFlow"}) public String contender}, and methods with {@code @Benchmark}; a class without that field runs as
 * "DataFlow" alone. The first contender is what the others are compared with. Methods named by what they measure make good titles:
 * {@code FindById.in_a_transaction} becomes "find by id: in a transaction". {@code @Setup} at any level runs in the contender's own turn,
 * outside of the measured time. {@link dev.dataflow.bench.OwnDatabase} is the JVM's database, with the table {@code customer} in it;
 * {@link dev.dataflow.bench.Customers#of} is the contender's way to that table; other tables are the set-up's affair. Iterations, their
 * length and the unit are the run's: leave {@code @Warmup} and {@code @Measurement} away. Work of more than some ten milliseconds is
 * better measured with {@code @BenchmarkMode(Mode.SingleShotTime)}.
 *
 * <p>What JMH does not measure is a {@link dev.dataflow.bench.Part} of its own, which answers {@link dev.dataflow.bench.Measurement}s:
 * {@link dev.dataflow.bench.TestCosts} has the contenders' JVMs run test classes in turns, and {@link dev.dataflow.bench.ColdStart} and
 * {@link dev.dataflow.bench.Examples} start a fresh JVM for each figure, in turns, too. JUnit's own events are the clock, and the JVMs have
 * the options that make short-lived ones faster, whoever runs in them.
 */
package dev.dataflow.bench;
