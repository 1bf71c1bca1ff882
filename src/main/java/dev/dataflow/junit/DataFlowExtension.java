package dev.dataflow.junit;

import org.junit.jupiter.api.extension.Extension;

final class DataFlowExtension implements Extension {}
