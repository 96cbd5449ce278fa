import CloakroomHTTP
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// Reads the certificate anew on SIGHUP.
struct CertificateReloader: Service, CustomStringConvertible {
    var description: String { "CertificateReloader" }

    let certificate: ServerCertificate
    let settings: TLSSettings
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await reload()
        }
    }

    private func reload() async {
        do {
            try await NIOThreadPool.singleton.runIfActive { try certificate.reload() }
            logger.info("the certificate was read anew", metadata: ["file": "\(settings.certificate)"])
        } catch let failure as ServerCertificate.Failure {
            logger.error(
                "the certificate stays as it was", metadata: ["cause": "\(settings.describe(failure))"])
        } catch {
            logger.error("the certificate stays as it was", metadata: ["cause": "\(error)"])
        }
    }
}
