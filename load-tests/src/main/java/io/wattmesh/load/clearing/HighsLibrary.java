package io.wattmesh.load.clearing;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * HiGHS's C interface, from the library that OR-Tools brings in its jar for Linux on x86-64. Not by
 * OR-Tools' own Java interface: at 9.15 that gives rows' activities where it should give duals.
 */
final class HighsLibrary {
  private static final String RESOURCE = "/ortools-linux-x86-64/libhighs.so.1";
  private static final int BYTES_OF_INT = 4;

  private final SymbolLookup symbols;

  private HighsLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * @throws CentralSolver.NoOptimum if there is none for this system, or it counts in other
   *     integers than expected
   */
  // Restricted: native code is called, which the launcher allows.
  @SuppressWarnings("restricted")
  static HighsLibrary load() {
    try (InputStream in = HighsLibrary.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new CentralSolver.NoOptimum("HiGHS is not on the class path: no " + RESOURCE);
      }
      Path file = Files.createTempFile("libhighs", ".so");
      file.toFile().deleteOnExit();
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      var library = new HighsLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
      int bytes = (int) library.call("Highs_getSizeofHighsInt", ValueLayout.JAVA_INT, NOTHING);
      if (bytes != BYTES_OF_INT) {
        throw new CentralSolver.NoOptimum("HiGHS counts in " + bytes + " bytes, not in 4");
      }
      return library;
    } catch (IOException | IllegalArgumentException e) {
      throw new CentralSolver.NoOptimum("HiGHS cannot be loaded here: " + e.getMessage(), e);
    }
  }

  private static final Object[] NOTHING = new Object[0];

  /** Calls a function that returns an int, a HighsInt as HiGHS says. */
  int status(String function, Object... arguments) {
    return (int) call(function, ValueLayout.JAVA_INT, arguments);
  }

  /** A new instance, to be destroyed. */
  MemorySegment create() {
    return (MemorySegment) call("Highs_create", ValueLayout.ADDRESS, NOTHING);
  }

  void destroy(MemorySegment highs) {
    try {
      handle("Highs_destroy", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
          .invokeWithArguments(highs);
    } catch (Throwable e) {
      throw new IllegalStateException("Highs_destroy cannot be called.", e);
    }
  }

  /** Arguments are ints, doubles and addresses, which say their types. */
  private Object call(String function, MemoryLayout result, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(HighsLibrary::layout).toArray(MemoryLayout[]::new);
    try {
      return handle(function, FunctionDescriptor.of(result, layouts))
          .invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(function + " cannot be called.", e);
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer any -> ValueLayout.JAVA_INT;
      case Double any -> ValueLayout.JAVA_DOUBLE;
      default -> ValueLayout.ADDRESS;
    };
  }

  @SuppressWarnings("restricted")
  private MethodHandle handle(String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(function), descriptor);
  }
}
