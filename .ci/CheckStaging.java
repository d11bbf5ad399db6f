import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Checks that a staged repository has what Maven Central requires of a release, and what this project promises beyond
 * that: bills of materials, and the licence in each jar.
 *
 * <p>{@code java CheckStaging.java DIRECTORY VERSION [--signed]}. Prints what is missing, and exits with 1.
 */
class CheckStaging {
  static final String PREFIX = "lakehouse-sync-";
  static final XPath XPATH = XPathFactory.newInstance().newXPath();

  final Path group;
  final String version;
  final boolean signed;
  final List<String> problems = new ArrayList<>();

  CheckStaging(Path staging, String version, boolean signed) {
    this.group = staging.resolve("io/lakehousesync");
    this.version = version;
    this.signed = signed;
  }

  public static void main(String[] args) throws Exception {
    CheckStaging check = new CheckStaging(Path.of(args[0]), args[1], List.of(args).contains("--signed"));
    Set<String> artifacts = check.artifacts();
    for (String artifact : artifacts) {
      check.check(artifact);
    }
    check.problems.forEach(System.err::println);
    System.out.println(artifacts.size() + " artifacts checked, " + check.problems.size() + " problems");
    System.exit(check.problems.isEmpty() ? 0 : 1);
  }

  /** The staged ones of the artifacts that the BOM names, the BOM, and the parent of all. */
  Set<String> artifacts() throws Exception {
    Set<String> expected = new TreeSet<>(Set.of(PREFIX + "bom", PREFIX + "parent"));
    expected.addAll(texts(pom(PREFIX + "bom"), "//dependencyManagement//artifactId"));
    Set<String> staged = new TreeSet<>(names(group));
    require(staged.equals(expected), "staged are " + staged + ", but a release has " + expected);
    staged.retainAll(expected);
    return staged;
  }

  void check(String artifact) throws Exception {
    Path directory = group.resolve(artifact).resolve(version);
    require(
        names(directory.getParent()).stream().filter(name -> !name.startsWith("maven-metadata")).toList()
            .equals(List.of(version)),
        artifact + " has other versions than " + version);
    checkPom(artifact, pom(artifact));
    String packaging = text(pom(artifact), "/project/packaging");
    if (!packaging.equals("pom")) {
      checkJar(directory, artifact, "", "META-INF/LICENSE"::equals);
      checkJar(directory, artifact, "-sources", entry -> entry.endsWith(".java"));
      checkJar(directory, artifact, "-javadoc", "index.html"::equals);
    }
    // The BOM has no dependencies, only versions.
    if (!artifact.equals(PREFIX + "bom")) {
      requireFile(directory.resolve(artifact + "-" + version + "-cyclonedx.json"));
      requireFile(directory.resolve(artifact + "-" + version + "-cyclonedx.xml"));
    }
    for (String name : names(directory)) {
      if (!name.matches(".*\\.(asc|md5|sha1)")) {
        checkSum(directory, name, "MD5");
        checkSum(directory, name, "SHA-1");
        require(!signed || Files.exists(directory.resolve(name + ".asc")), name + " has no signature");
      }
    }
  }

  void checkPom(String artifact, Document pom) throws Exception {
    String ownParent = text(pom, "/project/parent/artifactId");
    require(
        ownParent.isEmpty() || Files.exists(group.resolve(ownParent).resolve(version)),
        artifact + " has the parent " + ownParent + ", which is not staged");
    for (String element : List.of("name", "description")) {
      require(!text(pom, "/project/" + element).isEmpty(), artifact + " has no " + element);
    }
    Document inherited = ownParent.isEmpty() ? pom : pom(ownParent);
    for (String element :
        List.of(
            "url", "licenses/license/name", "licenses/license/url", "developers/developer/name", "scm/url",
            "scm/connection", "scm/developerConnection")) {
      String value = text(pom, "/project/" + element);
      value = value.isEmpty() ? text(inherited, "/project/" + element) : value;
      require(!value.isEmpty(), artifact + " has no " + element);
      require(!signed || !value.contains(".invalid"), artifact + " has the " + element + " " + value);
    }
    require(
        texts(pom, "//version").stream().noneMatch(text -> text.contains("SNAPSHOT")), artifact + " names a SNAPSHOT");
    require(texts(pom, "//repositories | //pluginRepositories").isEmpty(), artifact + " names repositories");
  }

  void checkJar(Path directory, String artifact, String classifier, Predicate<String> entry) throws IOException {
    Path file = directory.resolve(artifact + "-" + version + classifier + ".jar");
    requireFile(file);
    if (Files.exists(file)) {
      try (JarFile jar = new JarFile(file.toFile())) {
        require(
            jar.stream().anyMatch(each -> entry.test(each.getName())),
            file.getFileName() + " lacks its licence, its sources or its index");
      }
    }
  }

  void checkSum(Path directory, String name, String algorithm) throws Exception {
    Path sum = directory.resolve(name + "." + algorithm.replace("-", "").toLowerCase());
    byte[] actual = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(directory.resolve(name)));
    require(
        Files.exists(sum) && Files.readString(sum).strip().equals(HexFormat.of().formatHex(actual)),
        name + " has no correct " + algorithm);
  }

  void requireFile(Path file) throws IOException {
    require(Files.exists(file) && Files.size(file) > 0, file.getFileName() + " is missing");
  }

  void require(boolean condition, String problem) {
    if (!condition) {
      problems.add(problem);
    }
  }

  Document pom(String artifact) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(group.resolve(artifact).resolve(version).resolve(artifact + "-" + version + ".pom").toFile());
  }

  static String text(Document document, String path) throws Exception {
    return XPATH.evaluate(path, document).strip();
  }

  static List<String> texts(Document document, String path) throws Exception {
    NodeList nodes = (NodeList) XPATH.evaluate(path, document, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
