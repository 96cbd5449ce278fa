import Foundation
import NIOHTTP2
import NIOSSL
import Synchronization

/// The certificate and key that new connections are given; connections that are open keep what they began with.
public final class ServerCertificate: Sendable {
    /// What stands in the way, as a sentence about a file.
    public struct Failure: Error, CustomStringConvertible {
        public enum File: Sendable { case certificate, key }

        public let file: File
        public let description: String
    }

    private let chainFile: String
    private let keyFile: String
    private let current: Mutex<NIOSSLContext>

    /// Reads both PEM files: the certificate with those that lead to its root behind it, and its key.
    public init(chainFile: String, keyFile: String) throws(Failure) {
        self.chainFile = chainFile
        self.keyFile = keyFile
        current = Mutex(try Self.context(chainFile, keyFile))
    }

    /// Reads the files anew. When they cannot be used what was there stays in use.
    public func reload() throws(Failure) {
        let fresh = try Self.context(chainFile, keyFile)
        current.withLock { $0 = fresh }
    }

    var context: NIOSSLContext { current.withLock { $0 } }

    private static func context(_ chainFile: String, _ keyFile: String) throws(Failure) -> NIOSSLContext {
        let chain = try chain(chainFile)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(try key(keyFile)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Failure(file: .key, description: "is not the key of the certificate in \(chainFile)")
        }
    }

    private static func chain(_ path: String) throws(Failure) -> [NIOSSLCertificate] {
        let bytes = try bytes(path, .certificate)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else {
            throw Failure(file: .certificate, description: "holds no certificate in PEM")
        }
        return chain
    }

    private static func key(_ path: String) throws(Failure) -> NIOSSLPrivateKey {
        let bytes = try bytes(path, .key)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw Failure(file: .key, description: "holds no private key in PEM without a passphrase")
        }
        return key
    }

    private static func bytes(_ path: String, _ file: Failure.File) throws(Failure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Failure(file: file, description: "cannot be read: \(error.localizedDescription)")
        }
    }
}
