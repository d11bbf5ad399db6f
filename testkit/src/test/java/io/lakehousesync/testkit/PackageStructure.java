package io.lakehousesync.testkit;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The packages of a module, with their top-level classes and the dependencies between these. Nested
 * classes count as part of their top-level class. For the architecture tests of all modules.
 */
public final class PackageStructure {
  private final Map<String, Set<String>> packages = new TreeMap<>();
  private final Map<String, Set<String>> dependencies = new TreeMap<>();
  private final JavaClasses classes;

  /** Reads the structure of imported classes. */
  public PackageStructure(JavaClasses classes) {
    this.classes = classes;
    for (JavaClass each : classes) {
      if (!each.getSimpleName().equals("package-info")) {
        String name = topLevel(each).getName();
        packages.computeIfAbsent(each.getPackageName(), any -> new TreeSet<>()).add(name);
        Set<String> targets = dependencies.computeIfAbsent(name, any -> new TreeSet<>());
        for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
          targets.add(topLevel(dependency.getTargetClass().getBaseComponentType()).getName());
        }
      }
    }
  }

  /** Imports the main classes of a module. */
  public static JavaClasses mainClasses(String rootPackage) {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          // Classes of the JDK and of libraries are not imported, which saves ten seconds.
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages(rootPackage);
        });
  }

  /** Imports the main classes of the module whose tests run, from where Maven compiles them to. */
  public static JavaClasses mainClasses() {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          return new ClassFileImporter().importPath(Path.of("target", "classes"));
        });
  }

  private static JavaClass topLevel(JavaClass javaClass) {
    JavaClass top = javaClass;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    return top;
  }

  /** Returns a sentence for each package with more top-level classes than {@code limit}. */
  public List<String> packagesAbove(int limit) {
    List<String> found = new ArrayList<>();
    packages.forEach(
        (name, members) -> {
          if (members.size() > limit) {
            found.add("package %s has %d top-level classes".formatted(name, members.size()));
          }
        });
    return found;
  }

  /**
   * Returns a sentence for each cycle of {@code limit} or more classes of one package. A cycle is a
   * strongly connected component of their dependencies.
   */
  public List<String> classCyclesFrom(int limit) {
    List<String> found = new ArrayList<>();
    packages.forEach(
        (name, members) -> {
          for (Set<String> cycle : cycles(members)) {
            if (cycle.size() >= limit) {
              found.add(
                  "package %s has a cycle of %d classes: %s".formatted(name, cycle.size(), cycle));
            }
          }
        });
    return found;
  }

  private List<Set<String>> cycles(Set<String> members) {
    Map<String, Set<String>> reachable = new HashMap<>();
    members.forEach(member -> reachable.put(member, reachable(member, members)));
    List<Set<String>> cycles = new ArrayList<>();
    Set<String> assigned = new HashSet<>();
    for (String member : members) {
      if (assigned.contains(member)) {
        continue;
      }
      Set<String> cycle =
          reachable.getOrDefault(member, Set.of()).stream()
              .filter(other -> reachable.getOrDefault(other, Set.of()).contains(member))
              .collect(toCollection(TreeSet::new));
      if (!cycle.isEmpty()) {
        cycles.add(cycle);
        assigned.addAll(cycle);
      }
    }
    return cycles;
  }

  /**
   * Returns the members of a package that a class depends on, directly or through other members.
   */
  private Set<String> reachable(String from, Set<String> members) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String next = open.remove();
      for (String target : dependencies.getOrDefault(next, Set.of())) {
        if (!target.equals(next) && members.contains(target) && found.add(target)) {
          open.add(target);
        }
      }
    }
    return found;
  }

  /**
   * Returns a sentence for each public or protected member that names an internal class in its
   * signature, and for each superclass or interface that is internal. Only public classes outside
   * of packages named {@code internal} are checked.
   */
  public List<String> leakedInternals() {
    List<String> found = new ArrayList<>();
    for (JavaClass each : classes) {
      if (isPublic(each) && !isInternal(each)) {
        Stream.concat(each.getRawSuperclass().stream(), each.getRawInterfaces().stream())
            .filter(PackageStructure::isInternal)
            .forEach(type -> found.add(each.getName() + " is a " + type.getName()));
        each.getMembers().stream()
            .filter(PackageStructure::isVisible)
            .forEach(
                member ->
                    types(member)
                        .filter(PackageStructure::isInternal)
                        .forEach(
                            type -> found.add(member.getFullName() + " names " + type.getName())));
      }
    }
    return found;
  }

  private static boolean isPublic(JavaClass javaClass) {
    boolean itself = javaClass.getModifiers().contains(JavaModifier.PUBLIC);
    return itself && javaClass.getEnclosingClass().map(PackageStructure::isPublic).orElse(true);
  }

  private static boolean isInternal(JavaClass javaClass) {
    return javaClass.getPackageName().matches(".*[.]internal([.].*)?");
  }

  private static boolean isVisible(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaClass> types(JavaMember member) {
    if (member instanceof JavaCodeUnit unit) {
      return Stream.of(
              unit.getReturnType().getAllInvolvedRawTypes().stream(),
              unit.getParameterTypes().stream()
                  .flatMap(type -> type.getAllInvolvedRawTypes().stream()),
              unit.getExceptionTypes().stream())
          .flatMap(each -> each);
    }
    return ((JavaField) member).getType().getAllInvolvedRawTypes().stream();
  }

  /** Returns the slices for a rule about cycles between packages: one for each package. */
  public static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return SliceIdentifier.of(javaClass.getPackageName());
      }

      @Override
      public String getDescription() {
        return "each package";
      }
    };
  }
}
