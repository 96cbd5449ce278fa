// swift-tools-version: 6.2
import PackageDescription

/// The parsers of the rooms, and nothing else of them, built with libFuzzer's instruments: see `deploy/fuzz`.
/// It is a package of its own so that the service's never knows of them, and so that it builds in a minute.

let instrumented: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"]),
]

func room(_ name: String, _ parts: [String]?, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Rooms/\(name)", sources: parts, swiftSettings: instrumented)
}

func system(_ name: String) -> Target { .systemLibrary(name: name, path: "Rooms/\(name)") }

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let files = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "cloakroom-fuzz",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        system("CCrypto"), system("CMagic"), system("CSandbox"), system("CZlib"),
        room("CloakroomCrypto", nil, ["CCrypto"]),
        room(
            "CloakroomCore", ["Records", "Rules", "Protocols", "Resumable/ResumableUpload.swift"],
            ["CloakroomCrypto", nio]),
        room(
            "CloakroomMedia",
            [
                "Containers", "Detection", "Text", "Types", "Wire", "MediaFailure.swift", "MediaLimits.swift",
                "Pictures/PictureFormat.swift", "Pictures/WebPMetadata.swift",
            ],
            ["CloakroomCore", "CMagic", "CSandbox", "CZlib", nio, files]),
        room(
            "CloakroomHTTP",
            [
                "Multipart", "Headers", "Conditional/EntityTag.swift", "Conditional/Preconditions.swift",
                "Conditional/RangeHeader.swift", "JSON/JSON.swift", "Routing/Route.swift",
                "Routing/RoutePattern.swift",
            ],
            ["CloakroomCore", nio]),
        .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["CFuzzer", "CloakroomCore", "CloakroomMedia", "CloakroomHTTP", nio],
            path: "Targets", swiftSettings: instrumented,
            // Of two functions called main, the library's and ours, lld takes the one that it is told to.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
