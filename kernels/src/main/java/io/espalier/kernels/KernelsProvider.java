package io.espalier.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// One way to run kernels, found by [ServiceLoader], so that an implementation can be left out of a
/// class path.
public interface KernelsProvider {
  /// What a user calls it: `cpu`, `cuda`, `reference`.
  String name();

  /// Order of automatic choice, highest first; a negative one is only taken by name.
  int preference();

  /// Why it cannot run on this machine, or empty if it can.
  Optional<String> obstacle();

  /// Starts it.
  ///
  /// @param threads host threads to compute with, 0 for as many as there are processors
  Kernels open(int threads);

  /// An implementation and the reason it was taken.
  record Choice(Kernels kernels, String reason) {}

  /// Starts the implementation called `name`, or for an empty name the most preferred that can run
  /// here.
  ///
  /// @throws IllegalArgumentException if there is none of that name, saying which there are
  /// @throws IllegalStateException if none can run, with every obstacle
  static Choice choose(String name, int threads) {
    List<KernelsProvider> providers = new ArrayList<>();
    ServiceLoader.load(KernelsProvider.class, KernelsProvider.class.getClassLoader())
        .forEach(providers::add);
    providers.sort(Comparator.comparingInt(KernelsProvider::preference).reversed());
    List<String> obstacles = new ArrayList<>();
    for (KernelsProvider provider : providers) {
      boolean wanted = name.isEmpty() ? provider.preference() >= 0 : provider.name().equals(name);
      if (!wanted) {
        continue;
      }
      Optional<String> obstacle = provider.obstacle();
      if (obstacle.isPresent()) {
        obstacles.add(provider.name() + ": " + obstacle.get());
        continue;
      }
      try {
        Kernels kernels = provider.open(threads);
        return new Choice(kernels, reason(name, kernels, obstacles));
      } catch (DeviceMemoryException full) {
        if (!name.isEmpty()) {
          throw full;
        }
        obstacles.add(provider.name() + ": " + full.getMessage());
      }
    }
    if (obstacles.isEmpty()) {
      List<String> names = providers.stream().map(KernelsProvider::name).sorted().toList();
      throw new IllegalArgumentException("no kernels called '" + name + "'; there are " + names);
    }
    throw new IllegalStateException("no kernels can run here. " + String.join("; ", obstacles));
  }

  private static String reason(String name, Kernels kernels, List<String> obstacles) {
    String why =
        !name.isEmpty()
            ? "asked for by name"
            : obstacles.isEmpty() ? "first choice" : "since " + String.join("; ", obstacles);
    return kernels.description() + " (" + why + ")";
  }
}
