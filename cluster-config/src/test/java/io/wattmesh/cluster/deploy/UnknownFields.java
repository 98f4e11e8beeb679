package io.wattmesh.cluster.deploy;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds what a manifest has and Kubernetes' types don't: they keep it in a map of their own. */
final class UnknownFields {
  private UnknownFields() {}

  static List<String> of(Object object) {
    var found = new ArrayList<String>();
    walk("", object, found);
    return found;
  }

  private static void walk(String path, Object object, List<String> found) {
    switch (object) {
      case null -> {}
      case Collection<?> many -> many.forEach(one -> walk(path + "[]", one, found));
      case Object one when one.getClass().getName().startsWith("io.fabric8.kubernetes.api.model") ->
          fields(path, one, found);
      default -> {}
    }
  }

  private static void fields(String path, Object object, List<String> found) {
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          Object value = value(field, object);
          if (field.getName().equals("additionalProperties")) {
            ((Map<?, ?>) value).keySet().forEach(key -> found.add(path + "." + key));
          } else {
            walk(path + "." + field.getName(), value, found);
          }
        }
      }
    }
  }

  private static Object value(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
