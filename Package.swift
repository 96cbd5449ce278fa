// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is strict; the packages we depend on keep their own rules.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func library(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

let nio = library("NIOCore", "swift-nio")
let nioPosix = library("NIOPosix", "swift-nio")
let log = library("Logging", "swift-log")
let metrics = library("Metrics", "swift-metrics")
let system = library("SystemPackage", "swift-system")
let collections = library("OrderedCollections", "swift-collections")
let deque = library("DequeModule", "swift-collections")
let lifecycle = library("ServiceLifecycle", "swift-service-lifecycle")
let timers = library("AsyncAlgorithms", "swift-async-algorithms")
let hummingbird = library("Hummingbird", "hummingbird")
let httpTypes = library("HTTPTypes", "swift-http-types")
let httpParts = library("NIOHTTPTypes", "swift-nio-extras")
let nioHTTP1 = library("NIOHTTP1", "swift-nio")
let nioTLS = library("NIOTLS", "swift-nio")
let nioSSL = library("NIOSSL", "swift-nio-ssl")
let nioHTTP2 = library("NIOHTTP2", "swift-nio-http2")
let http2Parts = library("NIOHTTPTypesHTTP2", "swift-nio-extras")
let httpClient = library("AsyncHTTPClient", "async-http-client")

let package = Package(
    name: "cloakroom",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "cloakroom", targets: ["cloakroom"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    ],
    targets: [
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        .systemLibrary(name: "CVips", pkgConfig: "vips", providers: [.apt(["libvips-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CSandbox"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),

        room("CloakroomCrypto", ["CCrypto"]),
        room("CloakroomCore", ["CloakroomCrypto", nio, log, metrics, lifecycle, timers, collections]),
        room(
            "CloakroomMedia",
            ["CloakroomCore", "CMagic", "CVips", "CZlib", "CSandbox", nio, nioPosix, system, log, metrics]),
        room(
            "CloakroomStores",
            [
                "CloakroomCore", "CloakroomCrypto", "CFiles", httpClient, nioHTTP1, nioSSL, nio, nioPosix, system,
            ]),
        room(
            "CloakroomCatalogs",
            ["CloakroomCore", "CloakroomCrypto", "CPostgres", library("GRDB", "GRDB.swift"), log, deque]),
        room(
            "CloakroomIdentity",
            [
                "CloakroomCore", "CloakroomCrypto", library("JWTKit", "jwt-kit"), httpClient, nioHTTP1, nio, nioPosix,
                log, metrics, collections,
            ]),
        room(
            "CloakroomHTTP",
            [
                "CloakroomCore", "CloakroomCrypto", hummingbird, library("HummingbirdCore", "hummingbird"), httpTypes,
                httpParts, nio, library("NIOHTTP1", "swift-nio"), nioTLS, nioSSL, nioHTTP2, http2Parts, log, metrics,
            ]),
        .executableTarget(
            name: "cloakroom",
            dependencies: [
                "CloakroomCore", "CloakroomCrypto", "CloakroomMedia", "CloakroomStores", "CloakroomCatalogs",
                "CloakroomIdentity", "CloakroomHTTP", hummingbird, lifecycle, nioPosix,
                library("UnixSignals", "swift-service-lifecycle"), log, metrics,
                library("CoreMetrics", "swift-metrics"), library("ArgumentParser", "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .target(
            name: "CloakroomTesting", dependencies: ["CloakroomCore", "CloakroomCrypto", nio],
            path: "Tests/CloakroomTesting", swiftSettings: strict),
        .executableTarget(
            name: "torture",
            dependencies: [
                "CloakroomCrypto", library("AsyncHTTPClient", "async-http-client"), nio,
                library("NIOHTTP1", "swift-nio"), library("ArgumentParser", "swift-argument-parser"),
            ],
            path: "Tests/Torture", swiftSettings: strict),
        .executableTarget(
            name: "inspection-cost",
            dependencies: ["CloakroomCore", "CloakroomCrypto", "CloakroomMedia", log, nioPosix],
            path: "Tests/InspectionCost", swiftSettings: strict),
        tests("CloakroomCryptoTests", ["CloakroomCrypto"]),
        tests("CloakroomCoreTests", ["CloakroomCore", "CloakroomTesting", "CloakroomCrypto", nio, log]),
        tests(
            "CloakroomMediaTests", ["cloakroom", "CloakroomMedia", "CloakroomTesting", "CVips", nio, nioPosix, log]),
        tests(
            "CloakroomStoresTests",
            ["CloakroomStores", "CloakroomTesting", "CloakroomCrypto", nio, nioPosix, nioHTTP1]),
        tests(
            "CloakroomCatalogsTests",
            ["CloakroomCatalogs", "CloakroomTesting", "CloakroomCrypto", library("GRDB", "GRDB.swift"), log]),
        tests(
            "CloakroomIdentityTests",
            ["CloakroomIdentity", "CloakroomTesting", library("JWTKit", "jwt-kit"), log]),
        tests(
            "CloakroomHTTPTests",
            [
                "CloakroomHTTP", "CloakroomTesting", "CloakroomCrypto", httpTypes, httpParts, nio,
                library("NIOHTTP1", "swift-nio"), library("NIOEmbedded", "swift-nio"), nioHTTP2, http2Parts,
            ]),
        .executableTarget(
            name: "FakeBackend", dependencies: [hummingbird, httpTypes, nio], path: "Tests/FakeBackend",
            swiftSettings: strict),
        tests(
            "ServiceTests",
            [
                "cloakroom", "torture", "FakeBackend", "CloakroomCrypto", "CloakroomHTTP", "CloakroomStores",
                "CloakroomTesting",
            ]),
    ],
    swiftLanguageModes: [.v6]
)
