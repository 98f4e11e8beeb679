package io.wattmesh.cluster.cli;

import io.wattmesh.grid.clearing.ClearingMethod;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A clearing method by the name that the grid gives it, as in {@code interior-point}. */
public final class MethodConverter implements ITypeConverter<ClearingMethod> {
  @Override
  public ClearingMethod convert(String name) {
    List<ClearingMethod> methods = List.of(ClearingMethod.values());
    return methods.stream()
        .filter(method -> method.optionName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no method; there are %s."
                        .formatted(
                            name,
                            String.join(
                                ", ",
                                Arrays.stream(ClearingMethod.values())
                                    .map(ClearingMethod::optionName)
                                    .toList()))));
  }
}
