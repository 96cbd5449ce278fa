import CloakroomCore
import CloakroomCrypto
import CloakroomIdentity
import Foundation

/// Gives an empty catalog a project and an owner, so that a newcomer can begin.
struct FirstStart {
    static let email = "owner@localhost"

    let accounts: Accounts
    let identity: LocalIdentity
    let folder: DataFolder

    /// The password is in its file before the accounts are made: a crash in between leaves a file too many, never an owner
    /// whose password nobody knows.
    func run() async throws {
        guard try await accounts.directory.user(email: Self.email) == nil else { return }
        let password = Passwords.random()
        let owner = User(
            id: .random(), email: Self.email, passwordHash: try await identity.hash(password))
        let project = Project(id: .random(), name: "First project")
        let note = "email \(Self.email)\npassword \(password)\nproject \(project.id)\nuser \(owner.id)\n"
        let candidate = "\(folder.firstOwner).\(SecureRandom.hex(8))"
        try PrivateFile.create(candidate, note)
        defer { unlink(candidate) }
        guard try await accounts.directory.bootstrap(project, owner: owner) else { return }
        guard rename(candidate, folder.firstOwner) == 0 else {
            throw SettingsError("\(folder.firstOwner) cannot be written")
        }
        tell(project, password)
    }

    private func tell(_ project: Project, _ password: String) {
        Notice.line("first start: project \(project.id), owner \(Self.email), password in \(folder.firstOwner)")
        if isatty(STDERR_FILENO) == 1 { Notice.line("password: \(password)") }
    }
}

enum Passwords {
    /// 20 characters without look-alikes, about 100 bits.
    static func random() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var text = ""
        while text.count < 20 {
            for byte in SecureRandom.bytes(32) where text.count < 20 && Int(byte) < 248 {
                text.append(letters[Int(byte) % letters.count])
            }
        }
        return text
    }
}
