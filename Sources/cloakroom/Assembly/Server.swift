import CloakroomCore
import CloakroomHTTP
import CloakroomMedia
import CoreMetrics
import Foundation
import ServiceLifecycle
import UnixSignals

/// The running service: HTTP in front, the sweeper beside it.
struct Server {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let certificate = try settings.tls?.load()
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let assembly = try await Assembly(settings)
        defer { assembly.close() }
        try await assembly.inspectors.start()
        if let identity = assembly.accounts.authority.local {
            try await FirstStart(accounts: assembly.accounts, identity: identity, folder: assembly.folder).run()
        }
        let group = ServiceGroup(configuration: configuration(assembly, registry, certificate))
        try await group.run()
    }

    /// Services stop in reverse order: first the door closes.
    private func configuration(
        _ assembly: Assembly, _ registry: PrometheusRegistry, _ certificate: ServerCertificate?
    ) -> ServiceGroupConfiguration {
        var services: [any Service] = []
        if settings.sweepSeconds > 0 {
            services.append(
                Sweeper(
                    assembly.cloakroom, every: .seconds(settings.sweepSeconds), clock: ContinuousClock(),
                    logger: assembly.logger, uploads: assembly.uploads))
        }
        services.append(
            CopyWorker(
                assembly.cloakroom, isCopying: settings.sweepSeconds > 0 || settings.replication != .off,
                clock: ContinuousClock(), logger: assembly.logger))
        if let tls = settings.tls, let certificate {
            services.append(CertificateReloader(certificate: certificate, settings: tls, logger: assembly.logger))
        }
        services.append(application(assembly, registry, certificate))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: assembly.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.stopSeconds)
        configuration.maximumCancellationDuration = .seconds(5)
        return configuration
    }

    /// No more connections than there are descriptors for: refused ones can come back, files that do not open are lost work.
    private func affordable(_ limits: HTTPLimits) -> HTTPLimits {
        var limits = limits
        let most = DescriptorLimit.raise().connections
        if most < limits.connections {
            Notice.line(
                "CLOAKROOM_CONNECTIONS \(limits.connections) needs more open files than the system allows; "
                    + "\(most) connections are served at once (raise ulimit -n)")
            limits.connections = most
        }
        return limits
    }

    private func application(
        _ assembly: Assembly, _ registry: PrometheusRegistry, _ certificate: ServerCertificate?
    ) -> any Service {
        let cloakroom = assembly.cloakroom
        let desk = FrontDesk(
            cloakroom, publicURL: settings.publicURL, isSecure: settings.tls != nil, project: settings.defaultProject,
            limits: settings.http)
        let responder = CloakroomResponder(
            desk,
            tiledesk: TiledeskDoor(
                desk, signIn: assembly.accounts.authority.local, isSignUpOpen: settings.isSignUpOpen,
                arePublicUploadsOpen: settings.arePublicUploadsOpen),
            zendesk: ZendeskDoor(desk), operations: OperationsDoor(cloakroom) { registry.text() },
            uploads: assembly.uploads, limits: settings.http,
            strictTransportSeconds: settings.tls?.strictTransportSeconds ?? 0)
        let host = settings.host
        return HTTPServer.application(
            responder, limits: affordable(settings.http), certificate: certificate, host: host, port: settings.port,
            logger: assembly.logger
        ) { port in
            let scheme = certificate == nil ? "http" : "https"
            Notice.line("cloakroom listens on \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
    }
}
