package org.nnc.benchmarks.adbench;

/**
 * One of ADBench's cases.
 *
 * @param kind gmm, ba, lstm, hand or handc
 * @param file its input
 * @param folder the model of the hand, else empty
 * @param value computes the objective
 * @param derivative computes its gradient or Jacobian, with whatever of the value that needs
 */
public record Objective(String name, String kind, String file, String folder, Runnable value, Runnable derivative) {}
