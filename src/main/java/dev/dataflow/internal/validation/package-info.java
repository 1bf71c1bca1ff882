/** Bean Validation, when it is on the class path: it is optional, so nothing outside this package names its types. */
@NullMarked
package dev.dataflow.internal.validation;

import org.jspecify.annotations.NullMarked;
