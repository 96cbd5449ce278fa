import Foundation
import Testing

/// What the kernel refuses a helper. The filter cannot be taken off again, so a process of its own tries it out.
@Suite struct FilterTests {
    private static let probe = #"""
        #define _GNU_SOURCE
        #include <stdio.h>
        #include "filter.h"
        #define TRY(call) printf("%s %s\n", (errno = 0, (call) == -1) && errno == EPERM ? "refused" : "allowed", #call)

        int main(void) {
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || cloakroom_filter_calls() != 0) return 1;
            TRY(fcntl(1, F_GETFD));
            TRY(fcntl(1, F_SETFD, FD_CLOEXEC));
            TRY(fcntl(1, F_GETFL));
            TRY(fcntl(1, F_DUPFD, 0));
            TRY(fcntl(1, F_DUPFD_CLOEXEC, 0));
            TRY(fcntl(1, F_SETOWN, getppid()));
            TRY(fcntl(1, F_SETOWN_EX, 0));
            TRY(fcntl(1, F_SETSIG, 9));
            TRY(fcntl(1, F_SETFL, O_ASYNC));
            TRY(fcntl(1, F_NOTIFY, 1));
            TRY(fcntl(1, F_SETLEASE, F_RDLCK));
            TRY(syscall(SYS_kill, getppid(), 0));
            TRY(syscall(SYS_tgkill, getppid(), getppid(), 0));
            TRY(syscall(SYS_tgkill, getpid(), getpid(), 0));
            TRY(syscall(SYS_socket, 1, 1, 0));
            TRY(syscall(SYS_clone, 0, 0));
            TRY(syscall(SYS_prctl, 4, 1));
            TRY(syscall(SYS_prlimit64, 0, 7, 0, 0));
            TRY(syscall(SYS_prlimit64, getppid(), 0, 0, 0));
            return 0;
        }
        """#

    private static let allowed = [
        "fcntl(1, F_GETFD)", "fcntl(1, F_SETFD, FD_CLOEXEC)", "fcntl(1, F_GETFL)", "fcntl(1, F_DUPFD, 0)",
        "fcntl(1, F_DUPFD_CLOEXEC, 0)", "syscall(SYS_tgkill, getpid(), getpid(), 0)",
        "syscall(SYS_prlimit64, 0, 7, 0, 0)",
    ]

    @Test func helperCanHaveNobodySignalled() throws {
        let folder = try TemporaryFolder()
        let source = try folder.write(Self.probe.utf8, named: "probe.c")
        let headers = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/CSandbox").path
        #expect(try Self.run("clang", "-I", headers, source, "-o", folder.path + "/probe") == "")
        let lines = try Self.run(folder.path + "/probe").split(separator: "\n")
        let allowed = lines.filter { $0.hasPrefix("allowed ") }.map { String($0.dropFirst(8)) }
        #expect(lines.count == 19 && allowed == Self.allowed)
    }

    /// What a program prints. clang comes with Swift, which links with it.
    private static func run(_ command: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text
    }
}
